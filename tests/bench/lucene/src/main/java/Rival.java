// Lucene as it comes: indexes the passages that earmark makes, and answers one query.
//
//   java Rival index PASSAGES FOLDER
//   java Rival search FOLDER QUERY

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;

public class Rival {
    static final String[] OF_CALL = {"call", "company", "ticker", "title", "quarter", "date"};
    static final String[] OF_TURN = {"speaker", "role", "office", "firm", "section"};

    public static void main(String[] args) throws Exception {
        if (args[0].equals("index")) {
            index(Path.of(args[1]), Path.of(args[2]));
        } else {
            search(Path.of(args[1]), args[2]);
        }
    }

    static void index(Path passages, Path folder) throws Exception {
        IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
        config.setRAMBufferSizeMB(110);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), config);
                BufferedReader lines = Files.newBufferedReader(passages)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                Thread thread = new Thread(() -> work(lines, writer));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            writer.commit();
        }
    }

    static void work(BufferedReader lines, IndexWriter writer) {
        ObjectMapper json = new ObjectMapper();
        try {
            while (true) {
                String line;
                synchronized (lines) {
                    line = lines.readLine();
                }
                if (line == null) {
                    return;
                }
                add(json.readTree(line), writer);
            }
        } catch (Exception error) {
            error.printStackTrace();
            System.exit(1);
        }
    }

    static void add(JsonNode call, IndexWriter writer) throws Exception {
        for (JsonNode turn : call.get("turns")) {
            int passage = 0;
            for (JsonNode text : turn.get("passages")) {
                Document document = new Document();
                addFields(document, call, OF_CALL);
                addFields(document, turn, OF_TURN);
                document.add(new StoredField("turn", turn.get("ordinal").asInt()));
                document.add(new StoredField("passage", passage++));
                document.add(new TextField("text", text.asText(), Field.Store.YES));
                writer.addDocument(document);
            }
        }
    }

    static void addFields(Document document, JsonNode from, String[] names) {
        for (String name : names) {
            if (from.hasNonNull(name)) {
                document.add(new StringField(name, from.get(name).asText(), Field.Store.YES));
            }
        }
    }

    static void search(Path folder, String text) throws Exception {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(folder))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            StandardAnalyzer analyzer = new StandardAnalyzer();
            QueryParser parser = new QueryParser("text", analyzer);
            parser.setDefaultOperator(QueryParser.Operator.AND);
            var query = parser.parse(text);
            TopDocs top = searcher.search(query, 10);
            var highlighter = new UnifiedHighlighter.Builder(searcher, analyzer).build();
            String[] marked = highlighter.highlight("text", query, top);
            for (int i = 0; i < marked.length; i++) {
                Document document = searcher.storedFields().document(top.scoreDocs[i].doc);
                System.out.println(document.get("call") + " " + document.get("turn") + "\n" + marked[i]);
            }
        }
    }
}
