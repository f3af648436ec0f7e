#!/usr/bin/env python3
"""Measures earmark beside other engines on the same passages; see README.md beside this file.

Every figure is of whole processes, as the operating system accounts for them, unless it says
otherwise. Competitors run in turn, so that a machine whose speed drifts drifts for all of them.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUERY = "backlog"
NOWHERE = os.open(os.devnull, os.O_RDWR)


# ---- running and measuring ----------------------------------------------------------------


class Run:
    """What one process took."""

    def __init__(self, wall, usage, code):
        self.wall, self.code = wall, code
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024


def run(command, ok=(0,)):
    """Runs a command to its end, its output thrown away."""
    command = [str(c) for c in command]
    path = shutil.which(command[0]) or command[0]
    actions = [(os.POSIX_SPAWN_DUP2, NOWHERE, fd) for fd in (0, 1, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawn(path, command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begin
    code = os.waitstatus_to_exitcode(status)
    if code not in ok:
        sys.exit(f"failed with {code}: {' '.join(command)}")
    return Run(wall, usage, code)


def in_turn(commands, times, before=None):
    """Runs named commands A B C A B C …; `before` readies each run. Gives the runs by name."""
    runs = {name: [] for name in commands}
    for at in range(times + 1):
        for name, command in commands.items():
            if before:
                before(name)
            done = run(command() if callable(command) else command)
            if at or times == 1:  # The first of each only warms up.
                runs[name].append(done)
        if times == 1:
            break
    return runs


def middle(runs, what):
    return statistics.median(getattr(r, what) for r in runs)


def pairwise(runs, others, what):
    """The median of the ratios, run by run."""
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(runs, others))


def size(path):
    if path.is_file():
        return path.stat().st_size
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file())


def drop_from_cache(path):
    """Asks the system to forget the pages of a file or of the files in a folder."""
    for file in [path] if path.is_file() else path.rglob("*"):
        if file.is_file():
            fd = os.open(file, os.O_RDONLY)
            os.fsync(fd)
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(fd)


def afresh(path):
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True) if path.is_file() else None
    return path


# ---- corpora ------------------------------------------------------------------------------


def shifted(quarter, by):
    found = re.fullmatch(r"(\d{4})-Q([1-4])", quarter or "")
    if not found:
        return quarter
    at = int(found[1]) * 4 + int(found[2]) - 1 + by
    return f"{at // 4}-Q{at % 4 + 1}"


def multiply(source, target, times):
    """Copies every call under new names, its quarter and date shifted: N times the corpus.

    The words stay the same, so the dictionary does not grow as it would with N times as many
    real calls.
    """
    afresh(target)
    target.mkdir(parents=True)
    for file in sorted(source.glob("*.jsonl")):
        calls = [json.loads(line) for line in open(file, encoding="utf-8")]
        for n in range(times):
            with open(target / f"{file.stem}-{n}.jsonl", "w", encoding="utf-8") as out:
                for call in calls:
                    copy = dict(call, id=f"{call['id']}-c{n}")
                    if call.get("company"):
                        copy["company"] = f"{call['company']} {n}"
                    if call.get("ticker"):
                        copy["ticker"] = f"{call['ticker']}{n}"
                    if call.get("quarter"):
                        copy["quarter"] = shifted(call["quarter"], n)
                    if call.get("date"):
                        day = datetime.date.fromisoformat(call["date"])
                        copy["date"] = str(day + datetime.timedelta(days=91 * n))
                    out.write(json.dumps(copy, ensure_ascii=False) + "\n")


# ---- the rivals ---------------------------------------------------------------------------

SQLITE_INDEX = """
import json, sqlite3, sys
names = "call company ticker title quarter date speaker role office firm section".split()
of_call, of_turn = names[:6], names[6:]
db = sqlite3.connect(sys.argv[2])
columns = ", ".join(n + " unindexed" for n in names + ["turn", "passage"])
db.execute(f"create virtual table passages using fts5(text, {columns})")
def rows():
    for line in open(sys.argv[1], encoding="utf-8"):
        call = json.loads(line)
        about = [call[n] for n in of_call]
        for turn in call["turns"]:
            who = about + [turn[n] for n in of_turn] + [turn["ordinal"]]
            for n, text in enumerate(turn["passages"]):
                yield [text] + who + [n]
marks = ", ".join("?" * (len(names) + 3))
with db:
    db.executemany(f"insert into passages values ({marks})", rows())
"""

SQLITE_SEARCH = (
    "select call, speaker, snippet(passages, 0, '[', ']', '…', 64), text from passages "
    f"where passages match '{QUERY}' order by rank limit 10"
)


def build_lucene(work):
    """Builds the Lucene program; None where there is no Java or no Maven."""
    if not (shutil.which("java") and shutil.which("mvn")):
        print("no java or no mvn: Lucene is left out", file=sys.stderr)
        return None
    folder = work / "lucene-program"
    shutil.copytree(HERE / "lucene", folder, dirs_exist_ok=True)
    told = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    java = int(re.search(r'version "(\d+)', told)[1])
    version = "10.3.1" if java >= 21 else "9.12.3"  # 10 asks for Java 21.
    done = subprocess.run(["mvn", "-q", "package", f"-Dlucene.version={version}"], cwd=folder)
    if done.returncode:
        print("Lucene could not be built and is left out", file=sys.stderr)
        return None
    jars = f"{folder}/target/dependency/*:{folder}/target/classes"
    return {"command": ["java", "-cp", jars, "Rival"], "version": version}


# ---- the measurements ---------------------------------------------------------------------


class Bench:
    def __init__(self, args):
        self.args = args
        self.work = args.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.rows = []
        self.labelled = args.labelled.resolve()

    def row(self, figure, value, goal, verdict=None):
        """One line of the table; `verdict` is whether the goal is met."""
        mark = {None: "", True: "met", False: "**missed**"}[verdict]
        self.rows.append((figure, value, goal, mark))
        print(f"{figure}: {value} (goal: {goal or '–'}) {mark}", file=sys.stderr)

    def build(self):
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        cargo = ["cargo", "build", "--release", "--locked", "--bin", "earmark"]
        subprocess.run(cargo, cwd=ROOT, check=True)
        # Kept apart, for building the examples builds it again with what only they need.
        self.earmark = self.work / "earmark"
        shutil.copy2(target / "release" / "earmark", self.earmark)
        examples = ["--example", "passages", "--example", "bare"]
        subprocess.run(["cargo", "build", "--release", "--locked", *examples], cwd=ROOT, check=True)
        self.bare = target / "release/examples/bare"
        passages = target / "release/examples/passages"
        self.ix = self.work / "earmark-index"
        run([self.earmark, "index", self.labelled, "--index", afresh(self.ix)], ok=(0, 2))
        self.passages, self.texts = self.work / "passages.jsonl", self.work / "texts"
        run([passages, self.ix, self.passages, afresh(self.texts)])
        self.text_bytes = size(self.texts)
        self.lucene = None if self.args.quick else build_lucene(self.work)

    def indexing(self):
        work = self.work
        bare, sqlite, lucene = work / "bare-index", work / "fts5.db", work / "lucene-index"

        def fresh_bare():
            afresh(bare).mkdir()
            return [self.bare, "index", self.passages, bare]

        def fresh_sqlite():
            sqlite.unlink(missing_ok=True)
            return [sys.executable, "-c", SQLITE_INDEX, self.passages, sqlite]

        commands = {
            "earmark": lambda: [self.earmark, "index", self.labelled, "--index", afresh(self.ix)],
            "bare": fresh_bare,
            "sqlite": fresh_sqlite,
        }
        if self.lucene:
            commands["lucene"] = lambda: [
                *self.lucene["command"], "index", self.passages, afresh(lucene)]
        runs = in_turn(commands, self.args.runs)
        self.bare_ix, self.sqlite_ix, self.lucene_ix = bare, sqlite, lucene
        self.index_runs = runs
        ours = runs["earmark"]
        text = self.text_bytes / 1e6
        for name, done in runs.items():
            where = {"earmark": self.ix, "bare": bare, "sqlite": sqlite, "lucene": lucene}[name]
            self.row(f"indexing, {name}", f"{middle(done, 'cpu'):.2f} s CPU, "
                     f"{middle(done, 'wall'):.2f} s wall, {middle(done, 'peak') / 1e6:.0f} MB peak, "
                     f"index {size(where) / 1e6:.1f} MB = "
                     f"{size(where) / self.text_bytes:.2f} × the text of {text:.1f} MB", "")
        self.ratio("indexing CPU, earmark / bare", ours, runs["bare"], "cpu", 1.5)
        if self.lucene:
            self.ratio("indexing CPU, earmark / Lucene", ours, runs["lucene"], "cpu", 0.4)
            self.ratio("indexing wall, earmark / Lucene", ours, runs["lucene"], "wall", 1 / 3)
        self.ratio("indexing wall, earmark / SQLite", ours, runs["sqlite"], "wall", 1 / 1.5)
        peak = middle(ours, "peak") / 1e6
        self.row("peak memory", f"{peak:.0f} MB", "≤ 250 MB", peak <= 250)
        share = size(self.ix) / self.text_bytes
        self.row("index size / text", f"{share:.2f}", "≤ 1.0", share <= 1.0)

    def ratio(self, figure, ours, others, what, goal):
        value = pairwise(ours, others, what)
        self.row(figure, f"{value:.2f}", f"≤ {goal:.2f}", value <= goal)

    def bare_text(self):
        if not self.args.flat.is_dir():
            print(f"no {self.args.flat}: bare text is left out", file=sys.stderr)
            return
        target = self.work / "flat-index"
        command = lambda: [self.earmark, "index", self.args.flat, "--index", afresh(target)]
        done = in_turn({"earmark": command}, self.args.runs)["earmark"]
        speed = size(self.args.flat) / 1e6 / middle(done, "cpu")
        self.row("bare text with attribution", f"{speed:.1f} MB a CPU second", "≥ 8", speed >= 8)

    def queries(self):
        commands = {
            "earmark": [self.earmark, "search", QUERY, "--index", self.ix],
            "bare": [self.bare, "search", self.bare_ix, QUERY],
            "nothing": [self.bare, "nothing"],
        }
        if shutil.which("sqlite3"):
            commands["sqlite"] = ["sqlite3", self.sqlite_ix, SQLITE_SEARCH]
        if shutil.which("rg"):
            commands["ripgrep"] = ["rg", "-i", "-w", QUERY, self.texts]
        else:
            print("no rg: ripgrep is left out", file=sys.stderr)
        if self.lucene:
            commands["lucene"] = [*self.lucene["command"], "search", self.lucene_ix, QUERY]
        runs = in_turn(commands, self.args.query_runs)
        self.row(f"`search {QUERY}`, whole process", ", ".join(
            f"{name} {middle(done, 'wall') * 1e3:.1f} ms" for name, done in runs.items()), "")
        goals = {"bare": 1.5, "sqlite": 0.4, "ripgrep": 0.2}
        for name, goal in goals.items():
            if name in runs:
                self.ratio(f"whole process, earmark / {name}", runs["earmark"], runs[name],
                           "wall", goal)

        cold = {n: c for n, c in commands.items() if n in ("earmark", "bare", "sqlite")}
        places = {"earmark": self.ix, "bare": self.bare_ix, "sqlite": self.sqlite_ix}
        runs = in_turn(cold, self.args.cold_runs, lambda name: drop_from_cache(places[name]))
        self.row("the same, pages dropped from the cache", ", ".join(
            f"{name} {middle(done, 'wall') * 1e3:.1f} ms" for name, done in runs.items()), "")
        self.ratio("cold, earmark / bare", runs["earmark"], runs["bare"], "wall", 1.0)

    def warm(self, ours, bare, rounds):
        command = ["cargo", "bench", "--locked", "--bench", "search", "--",
                   str(ours), str(bare), "--json", "--rounds", str(rounds)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.strip().splitlines()[-1])

    def warm_queries(self):
        found = self.warm(self.ix, self.bare_ix, self.args.rounds)
        self.warm_found = found
        queries = found["queries"]
        for what, goal, name in (("ids", 1.2, "warm top 10 ids"),
                                 ("shown", 1.0, "warm top 10 with highlights and context")):
            for part, which in ((0.5, "median"), (0.95, "95th percentile")):
                ours, bare = (quantile(queries, f"{side}_{what}", part)
                              for side in ("earmark", "bare"))
                self.row(f"{name}, {which} of {len(queries)}",
                         f"{ours:.0f} µs, bare {bare:.0f} µs, ratio {ours / bare:.2f}",
                         f"≤ {goal:.2f}", ours / bare <= goal)
        ratios = [s["near"] / s["and"] for s in found["spans"]]
        self.row("NEAR / AND of the same words, median (worst)",
                 f"{statistics.median(ratios):.2f} ({max(ratios):.2f})", "≤ 3", max(ratios) <= 3)
        ratios = [s["near"] / s["phrase"] for s in found["spans"]]
        self.row("NEAR / phrase of the same words, median (worst)",
                 f"{statistics.median(ratios):.2f} ({max(ratios):.2f})", "")

    def again(self):
        done = in_turn({"earmark": [self.earmark, "index", self.labelled, "--index", self.ix]},
                       self.args.runs)["earmark"]
        wall = middle(done, "wall")
        self.row("re-index with nothing changed", f"{wall:.2f} s", "≤ 0.3 s", wall <= 0.3)

    def tenfold(self):
        times, work = self.args.times, self.work
        corpus, ix, bare = work / "many", work / "many-index", work / "many-bare-index"
        if not corpus.is_dir():
            multiply(self.labelled, corpus, times)
        ours = run([self.earmark, "index", corpus, "--index", afresh(ix)], ok=(0, 2))
        once = self.index_runs["earmark"]
        growth = ours.cpu / middle(once, "cpu")
        self.row(f"{times} × the corpus, indexing CPU", f"{ours.cpu:.1f} s, {growth:.2f} ×",
                 f"≤ {times * 1.05:.1f} ×", growth <= times * 1.05)
        peak = ours.peak / 1e6
        self.row(f"{times} × the corpus, peak memory", f"{peak:.0f} MB", "≤ 600 MB", peak <= 600)
        passages = work / "many-passages.jsonl"
        run([self.bare.parent / "passages", ix, passages, afresh(work / "many-texts")])
        shutil.rmtree(work / "many-texts")
        afresh(bare).mkdir()
        run([self.bare, "index", passages, bare])
        passages.unlink()
        commands = {
            "once": [self.earmark, "search", QUERY, "--index", self.ix],
            "many": [self.earmark, "search", QUERY, "--index", ix],
        }
        runs = in_turn(commands, self.args.query_runs)
        self.ratio(f"{times} × the corpus, whole process against once", runs["many"], runs["once"],
                   "wall", 1.5)
        found = self.warm(ix, bare, max(3, self.args.rounds // 3))["queries"]
        growth = {}
        for side in ("earmark", "bare"):
            growth[side] = (quantile(found, f"{side}_shown", 0.5)
                            / quantile(self.warm_found["queries"], f"{side}_shown", 0.5))
        self.row(f"{times} × the corpus, warm median grows",
                 f"{growth['earmark']:.2f} ×, bare {growth['bare']:.2f} ×", "no more than bare",
                 growth["earmark"] <= growth["bare"])

    def callgrind(self):
        if not shutil.which("valgrind"):
            print("no valgrind: instructions are not counted", file=sys.stderr)
            return
        call = ROOT / "tests/bench/call.json"
        target = self.work / "one-index"
        commands = {
            f"`search {QUERY}` in the labelled calls":
                [self.earmark, "search", QUERY, "--index", self.ix],
            "indexing tests/bench/call.json": [self.earmark, "index", call, "--index", afresh(target)],
        }
        for name, command in commands.items():
            done = subprocess.run(
                ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                 *map(str, command)], capture_output=True, text=True)
            count = re.search(r"Collected : (\d+)", done.stderr)
            if count:
                self.row(f"instructions, {name}", f"{int(count[1]) / 1e6:.2f} million", "")

    def table(self):
        head = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT,
                              capture_output=True, text=True).stdout.strip()
        cpu = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        lines = [
            f"Measured on {datetime.date.today()}, commit `{head}`, {os.cpu_count()} cores "
            f"({cpu[1] if cpu else 'unknown'}), {memory:.0f} GiB of memory"
            + (f", Lucene {self.lucene['version']}" if self.lucene else "") + ".", "",
            "| figure | measured | goal | |", "| --- | --- | --- | --- |",
            *(f"| {' | '.join(row)} |" for row in self.rows),
        ]
        return "\n".join(lines) + "\n"


def quantile(queries, key, part):
    values = sorted(q[key] for q in queries)
    return values[int(len(values) * part)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="?", type=pathlib.Path,
                        default=ROOT / "../shared/transcripts/labelled",
                        help="a folder of calls as JSON lines")
    parser.add_argument("--flat", type=pathlib.Path, default=ROOT / "../shared/transcripts/flat",
                        help="a folder of bare texts, to measure attribution")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/earmark-bench"),
                        help="where indexes are made; some GB with ten times the corpus")
    parser.add_argument("--runs", type=int, default=5, help="runs of each indexer")
    parser.add_argument("--query-runs", type=int, default=40, help="runs of each query process")
    parser.add_argument("--cold-runs", type=int, default=11, help="the same with a cold cache")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of the warm queries")
    parser.add_argument("--times", type=int, default=10, help="how much larger the large corpus is; 0 for none")
    parser.add_argument("--quick", action="store_true",
                        help="without Lucene and without the large corpus")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    args = parser.parse_args()
    if not args.labelled.is_dir():
        sys.exit(f"there is no folder {args.labelled}: name one with calls as JSON lines")
    bench = Bench(args)
    bench.build()
    bench.indexing()
    bench.bare_text()
    bench.queries()
    bench.warm_queries()
    bench.again()
    bench.callgrind()
    if not args.quick and args.times > 1:
        bench.tenfold()
    table = bench.table()
    print(table)
    if args.write:
        results = HERE / "RESULTS.md"
        text = results.read_text(encoding="utf-8")
        begin, end = "<!-- table -->\n", "<!-- end of table -->"
        before, rest = text.split(begin)
        results.write_text(before + begin + table + end + rest.split(end)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
