//! Who is taken for whom: names, offices and firms as calls say them.

use crate::parse::parse;
use crate::transcript::Role;

/// Checks the role and name of the turn that begins with these words.
fn check(text: &str, begins: &str, role: Role, name: Option<&str>) {
    let turns = parse(text).transcript.turns;
    let turn = turns.iter().find(|t| t.paragraphs[0].starts_with(begins)).expect(begins);
    assert_eq!((turn.speaker.role, turn.speaker.name.as_deref()), (role, name), "{turns:#?}");
}

/// Returns a call in which these lines stand between the opening and the questions.
fn prepared(opening: &str, lines: &str) -> String {
    format!(
        "Good day, and welcome to the Acme Third Quarter 2020 Earnings Conference Call. \
         All participants are in a listen-only mode. {opening}..\n{lines}\n\
         [Operator Instructions] Our first question comes from Dee Fox with Citigroup. Please go ahead..\n\
         Good morning. How should we think about gross margin next year?..\n\
         Well, we expect gross margin to be about flat, as mix offsets the price increases..\n\
         Thank you. That concludes today's conference call. You may now disconnect..\n"
    )
}

const REMARKS: &str = "Before we begin, I would like to remind you that today's remarks include \
     forward-looking statements, and that actual results may differ materially.";
const FIGURES: &str = "Revenue was $120 million, up 8% year over year, and gross margin was 41%. \
     Operator, we are ready for questions..";

fn hand_over(opening: &str) -> String {
    let lines = format!(
        "Thank you, and good morning. {REMARKS} I will now turn the call over to our CFO, Cy Day..\nThanks. {FIGURES}"
    );
    prepared(opening, &lines)
}

#[test]
fn a_host_is_no_analyst_though_a_line_breaks_before_the_name() {
    let text =
        hand_over("Now, I will turn the meeting over to Ms.\nIda Moss with Acme. You may begin");
    check(&text, "Thank you, and", Role::Executive, Some("Ida Moss"));
}

#[test]
fn the_company_before_an_office_is_nobody() {
    let text = hand_over(
        "I will turn the conference call over to Acme General Electric's Senior Director of \
         Investor Relations, Mr. Ivo Moss. Please go ahead",
    );
    check(&text, "Thank you, and", Role::Executive, Some("Ivo Moss"));
    let text = hand_over(
        "I'd like to hand the conference over to your host, Head of Investor Relations at Acme \
         Machines, Ida Moss. Please go ahead",
    );
    check(&text, "Thank you, and", Role::Executive, Some("Ida Moss"));
    let text = hand_over("Here is your host, Vice President of Finance Ida Moss");
    check(&text, "Thank you, and", Role::Executive, Some("Ida Moss"));
}

#[test]
fn who_says_his_name_may_be_nobody_the_operator_named() {
    let opening =
        "I would now like to turn the conference over to Acme management. Please go ahead";
    let lines = format!(
        "Thank you, and good morning, everyone. This is Ida Moss. {REMARKS} I will now turn the call over to our CFO, Cy Day..\nThank you, Ida. {FIGURES}"
    );
    check(&prepared(opening, &lines), "Thank you, and", Role::Executive, Some("Ida Moss"));
}

/// Returns a call of two with one first name, one of whom gets the floor by it.
fn namesakes(said: &str) -> String {
    let opening = "I would now like to turn the call over to Ann Lee, Director of Investor Relations. Please go ahead";
    let lines = format!(
        "Thank you. With me today are Michael Roe, our Chief Operating Officer, and Mike Day, our \
         Chief Financial Officer. {REMARKS} I will now turn the call over to {said}..\nThanks, Ann. {FIGURES}"
    );
    prepared(opening, &lines)
}

#[test]
fn who_bears_the_very_name_is_meant() {
    check(&namesakes("Mike"), "Thanks, Ann", Role::Executive, Some("Mike Day"));
    check(&namesakes("Michael"), "Thanks, Ann", Role::Executive, Some("Michael Roe"));
}

/// Returns a call in which the second analyst is called up by these words.
fn called(words: &str) -> String {
    let opening = "I would now like to turn the call over to Ann Lee, our CFO. Please go ahead";
    let lines = format!("Thank you, and good morning. {REMARKS} {FIGURES}");
    let end = "Thank you. That concludes";
    let more = format!(
        "{words}\nGreat, thanks for taking my question. Could you talk about the demand that you see in the second half?..\n\
         Sure. We see demand improve in all our businesses..\n{end}"
    );
    prepared(opening, &lines).replace(end, &more)
}

#[test]
fn analysts_are_called_up_in_many_words() {
    for words in [
        "We're now going to move over to Bo Roe of Acme Research. Your line is now open..",
        "Bo Roe of Barclays is on line with a question. Please state your question..",
        "We'll go now to Bo Roe with J.P. Morgan..",
        "[Operator Instructions] Bo Roe..",
        "Barclays, Bo Roe..",
        "It looks like Bo Roe has the next question. Please go ahead..",
        "Your next question comes from Mr.\nBo Roe with Barclays..",
        "Our next question today comes Bo Roe from Barclays. Bo, please go ahead..",
        "The next questioner in queue is Bo Roe, with Barclays. Your line is open..",
        "That will come from Morgan Stanley's Bo Roe..",
        "Bo Roe, [Barclays]..",
        "[Bo Roe], Barclays..",
        "Bo Roe, Deutsche bank..",
        "Thank you. From Bo Roe with Barclays. Your line is open..",
        "And Bo Roe from Barclays has our next question..",
        "Thank you. Bo Roe, you may go ahead, from Barclays..",
    ] {
        check(&called(words), "Great, thanks", Role::Analyst, Some("Bo Roe"));
    }
}

#[test]
fn a_name_spelled_otherwise_is_still_the_analyst_called() {
    let text = called("The next question is from Brad Roe from KBW. Please go ahead..");
    let text = text.replace("Great, thanks", "Great. It's Brady, thanks");
    check(&text, "Great. It's", Role::Analyst, Some("Brad Roe"));
}

#[test]
fn the_topic_of_a_question_is_nobody_called() {
    let text = called("The next question is from Bo Roe from KBW. Please go ahead..");
    let text = text.replace(
        "Great, thanks",
        "Great. And my question is why were volumes in Pet Brands lower, thanks",
    );
    check(&text, "Great. And", Role::Analyst, Some("Bo Roe"));
}

#[test]
fn who_is_handed_the_floor_begins_a_turn_where_no_mark_stands() {
    let opening = "I would now like to turn the call over to Ann Lee, Director of Investor Relations. Please go ahead";
    let lines = format!(
        "Thank you, and good morning. {REMARKS} With that, I will turn the call over to our CEO, Mark Day. Mark?\nThanks, Ann, and good morning, everyone. {FIGURES}"
    );
    check(&prepared(opening, &lines), "Thanks, Ann, and", Role::Executive, Some("Mark Day"));
}

#[test]
fn who_may_answer_next_is_named_in_the_question() {
    let text = called("The next question is from Bo Roe from KBW. Please go ahead..");
    let text = text
        .replace("Ann Lee, our CFO. Please", "Ann Lee, our CEO. Please")
        .replace("Revenue was", "With me is Cy Day, our CFO. Revenue was")
        .replace("Could you talk about the demand that you see in the second half?", "Ann, could you talk about demand? And then Cy, how should we think about margins?")
        .replace("Sure. We see demand improve in all our businesses..", "Sure. We see demand improve in all our businesses..\nAnd on margins, we expect them to be about flat for the rest of the year, as mix offsets prices..");
    check(&text, "Sure. We", Role::Executive, Some("Ann Lee"));
    check(&text, "And on margins", Role::Executive, Some("Cy Day"));
}

#[test]
fn what_only_the_order_tells_of_prepared_remarks_is_not_told() {
    let opening = "I would now like to turn the call over to Ann Lee, our CEO. Please go ahead";
    let lines = format!(
        "Thank you. With me is Cy Day, our CFO. {REMARKS} I will now turn the call over to Cy..\nThank you, Ann. Revenue was $120 million, up 8% year over year, and gross margin was 41%..\nThis concludes our prepared remarks. Operator, please go ahead.."
    );
    check(&prepared(opening, &lines), "This concludes", Role::Executive, None);
}

#[test]
fn an_analyst_who_stands_in_is_named_himself() {
    for words in
        ["This is actually Sam [Phonetic] for Bo.", "You actually have Sam Moss on for Bo today."]
    {
        let text = called("The next question is from Bo Roe from KBW. Please go ahead..");
        let text = text.replace("Great, thanks", &format!("Great. {words} Thanks"));
        let name = if words.contains("Moss") { "Sam Moss" } else { "Sam" };
        check(&text, "Great. ", Role::Analyst, Some(name));
    }
}

#[test]
fn the_firm_may_stand_before_the_analyst() {
    for words in [
        "From Barclays, we have Bo Roe.",
        "And from Barclays we have Bo Roe.",
        "And next from Barclays, we'll hear from Bo Roe.",
        "All right. Moving on, from Barclays we have Bo Roe.",
    ] {
        let text = called(&format!("{words} Please go ahead.."));
        let turns = parse(&text).transcript.turns;
        let turn = turns.iter().find(|t| t.paragraphs[0].starts_with("Great, thanks"));
        let firm = turn.and_then(|t| t.speaker.firm.as_ref()).map(crate::transcript::Firm::name);
        assert_eq!(firm, Some("Barclays"), "{words}");
    }
}

#[test]
fn who_is_called_in_no_known_way_is_not_the_one_before() {
    let text = called("The next question is from Bo Roe from KBW. Please go ahead..");
    let end = "Thank you. That concludes";
    let more = format!(
        "Thank you. And our next question comes from the mobile line. Please go ahead..\nYes, hello. How many stores will you open in the next year?..\nWe plan for about ten new stores, most of them in the second half..\n{end}"
    );
    let text = text.replace(end, &more);
    check(&text, "Yes, hello", Role::Analyst, None);
    let turns = parse(&text).transcript.turns;
    let turn = turns.iter().find(|t| t.paragraphs[0].starts_with("Yes, hello")).expect("a turn");
    assert_eq!(turn.speaker.firm, None);
}

#[test]
fn an_analyst_may_say_his_name_and_firm() {
    let text = called("The next question is from Bo Roe. Please go ahead..");
    for words in ["This is Bo Roe from Barclays.", "Hi, Bo Roe with Barclays."] {
        let text = text.replace("Great, thanks", &format!("{words} Thanks"));
        check(&text, &words[..6], Role::Analyst, Some("Bo Roe"));
        let turns = parse(&text).transcript.turns;
        let turn = turns.iter().find(|t| t.paragraphs[0].starts_with(&words[..6]));
        let firm = turn.and_then(|t| t.speaker.firm.as_ref()).map(crate::transcript::Firm::name);
        assert_eq!(firm, Some("Barclays"), "{words}");
    }
}

#[test]
fn the_company_is_nobody() {
    let opening = "I would now like to turn the call over to Acme Widgets. Please go ahead";
    let lines = format!("Thank you, and good morning. {REMARKS} {FIGURES}");
    let text = prepared(opening, &lines).replace("the Acme Third", "the Acme Widgets Third");
    check(&text, "Thank you, and", Role::Executive, None);
}

#[test]
fn given_names_may_be_common_words() {
    for name in ["June", "Will"] {
        let opening = "I would now like to turn the call over to Ann Lee, our CEO. Please go ahead";
        let lines = format!(
            "Thank you. With me is {name} Marsh, our CFO. {REMARKS} I will now turn the call over to {name} to go through the numbers..\nThank you, Ann. {FIGURES}"
        );
        let full = format!("{name} Marsh");
        check(&prepared(opening, &lines), "Thank you, Ann", Role::Executive, Some(&full));
    }
}

#[test]
fn a_short_name_of_no_table_is_joined_by_how_it_begins() {
    let opening = "I would now like to turn the call over to Laurans Day, our Chairman and CEO. Please go ahead";
    let lines = format!(
        "Thank you. I'm Larry Day. With me is Cy Roe, our CFO. {REMARKS} I will now turn the call over to Cy Roe..\nThank you, Larry. {FIGURES}"
    );
    check(&prepared(opening, &lines), "Thank you. I'm", Role::Executive, Some("Laurans Day"));
}

#[test]
fn who_presents_for_the_company_may_work_elsewhere() {
    let opening = "Ms. Ann Lee with Bell Consulting, you may begin";
    let lines = format!("Thank you, and good morning. {REMARKS} {FIGURES}");
    check(&prepared(opening, &lines), "Thank you, and", Role::Executive, Some("Ann Lee"));
}

#[test]
fn a_question_that_is_read_out_is_no_turn_of_an_analyst() {
    let opening = "I would now like to turn the call over to Ann Lee, our CEO. Please go ahead";
    let lines = format!("Thank you, and good morning. {REMARKS} {FIGURES}");
    let end = "Thank you. That concludes";
    let more = format!(
        "The next one that was sent in comes from Bo Roe of Barclays. How do you see demand in the second half, and what do your customers tell you about the new plans?..\nThank you for the question. We see demand improve in all our businesses, and customers like the plans..\n{end}"
    );
    let text = prepared(opening, &lines).replace(end, &more);
    let turns = parse(&text).transcript.turns;
    let turn = turns.iter().find(|t| t.paragraphs[0].starts_with("The next one")).expect("a turn");
    assert_eq!(turn.speaker.role, Role::Executive, "{turns:#?}");
}

#[test]
fn a_call_without_an_operator_is_opened_by_the_company() {
    let text = format!(
        "Good morning, everyone. This is Ann Lee, Director of Investor Relations at Acme. Welcome to the Acme Third Quarter 2020 Earnings Conference Call. With me today is Cy Marsh, our CFO. {REMARKS} I will now turn the call over to Cy..\n\
         Thank you, Ann. {FIGURES}\n\
         Our first question comes from Dee Fox with Citigroup. Please go ahead..\n\
         Good morning. How should we think about gross margin next year?..\n\
         Well, we expect gross margin to be about flat, as mix offsets the price increases..\n"
    );
    check(&text, "Good morning, everyone", Role::Executive, Some("Ann Lee"));
    check(&text, "Thank you, Ann", Role::Executive, Some("Cy Marsh"));
}
