package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openmns.criteria.CriteriaRefusals.refuses;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CriteriaParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "eventType=pds-change-of-gp-2                         | pds-change-of-gp-2",
                "eventType='gpreg-change-gp-req-1'                    | gpreg-change-gp-req-1",
                "eventType='gpreg-change-gp-req-1' AND generalpractitioner='XY11' | gpreg-change-gp-req-1",
                "eventType='patientflags-change-1' AND flagtype='NRAF' AND generalpractitioner='XY11' | patientflags-change-1",
                "eventType=\"mns-test-signal-1\"                      | mns-test-signal-1",
                "EVENTTYPE = a AND requestingOrganisationODS='X'      | a",
                "eventType=a and b='1' or not c='2'                   | a",
            })
    void readsTheEventType(String text, String eventType) {
        assertThat(Criteria.parse(text).eventType()).hasToString(eventType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "a='x'",
                "a=\"x\"",
                "a=-1.50",
                "a=0",
                "a=-0.5",
                "a=TRUE",
                "a=False",
                "a!=1",
                "a<>1",
                "a<1",
                "a<=1",
                "a>1",
                "a>='x'",
                "a IN (1)",
                "a in ('x', \"y\" ,3,true)",
                "a NOT IN('x')",
                "a LIKE 'x%'",
                "a not like \"x_\"",
                "EXISTS a",
                "NOT EXISTS a",
                "a IN COHORT 'x'",
                "a not in cohort \"x.y_z-1\"",
                "cohort IN COHORT 'cohort'",
                "cohort=1",
                "NOT NOT a=1",
                "NOT (a=1)",
                "((a=1))",
                "a=1 AND b=2 OR c=3",
                "(a=1 OR b=2)AND(c=3)",
                "a='x'AND b='y'",
                "a=''",
                "a='it''s'",
                "a=\"say \"\"x\"\"\"",
                "_a-b.c9=1",
                "type=1",
                "true=1",
                "subject='9000000009' AND source='s'",
                "a = \t\r\n 1 ",
                "a='\uD83D\uDE00é'"
            })
    void takesWhatTheGrammarAllows(String expression) {
        assertThatCode(() -> Criteria.parse("eventType=t AND " + expression)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                          | 1  | eventType, found the end",
                "`   `                       | 4  | eventType, found the end",
                "subject='1'                 | 1  | eventType, found a word without quotes",
                "'eventType'=x               | 1  | eventType, found a quoted text",
                "eventType                   | 10 | =, found the end",
                "eventType!=x                | 10 | =, found !=",
                "eventType=                  | 11 | an event type, found the end",
                "eventType=''                | 11 | an event type, found a quoted text",
                "eventType='a b'             | 11 | an event type, found a quoted text",
                "eventType=-x                | 11 | an event type, found a word without quotes",
                "eventType= AND a=1          | 12 | an event type, found AND",
                "eventType=(x)               | 11 | an event type, found (",
                "eventType=x y               | 13 | AND or the end, found a word without quotes",
                "eventType=x OR a=1          | 13 | AND or the end, found OR",
                "eventType=x;                | 12 | AND or the end, found ;",
                "eventType=x AND             | 16 | a name, NOT, EXISTS or (, found the end",
                "eventType=x AND AND a=1     | 17 | a name, NOT, EXISTS or (, found AND",
                "eventType=x AND 'a'=1       | 17 | a name, NOT, EXISTS or (, found a quoted text",
                "eventType=x AND 1=1         | 17 | a name, NOT, EXISTS or (, found a number",
                "eventType=x AND eventType=y | 17 | a name, NOT, EXISTS or (, found a word without quotes",
                "eventType=x AND EXISTS      | 23 | a name, found the end",
                "eventType=x AND EXISTS (a)  | 24 | a name, found (",
                "eventType=x AND a           | 18 | an operator, IN, LIKE or NOT, found the end",
                "eventType=x AND a AND b=1   | 19 | an operator, IN, LIKE or NOT, found AND",
                "eventType=x AND a(b)        | 18 | an operator, IN, LIKE or NOT, found (",
                "eventType=x AND a==1        | 19 | a quoted text, a number, true or false, found =",
                "eventType=x AND a=          | 19 | a quoted text, a number, true or false, found the end",
                "eventType=x AND a=XY11      | 19 | a quoted text, a number, true or false, found a word without quotes",
                "eventType=x AND a=03        | 19 | a quoted text, a number, true or false, found a word without quotes",
                "eventType=x AND a=1e3       | 19 | a quoted text, a number, true or false, found a word without quotes",
                "eventType=x AND a=1.        | 19 | a quoted text, a number, true or false, found a word without quotes",
                "eventType=x AND a=null      | 19 | a quoted text, a number, true or false, found a word without quotes",
                "eventType=x AND a<true      | 19 | a quoted text or a number, found a word without quotes",
                "eventType=x AND a='y        | 19 | a closing ' for the text that starts here, found the end",
                "eventType=x AND a=\"y'      | 19 | a closing \" for the text that starts here, found the end",
                "eventType=x AND a=“y”       | 19 | a quoted text, a number, true or false, found the character U+201C",
                "eventType=x AND a=1 b=2     | 21 | AND, OR or the end, found a word without quotes",
                "eventType=x AND a=1)        | 20 | AND, OR or the end, found )",
                "eventType=x AND (a=1        | 21 | AND, OR or ), found the end",
                "eventType=x AND ()          | 18 | a name, NOT, EXISTS or (, found )",
                "eventType=x AND a IN 'y'    | 22 | ( or COHORT, found a quoted text",
                "eventType=x AND a IN ()     | 23 | a quoted text, a number, true or false, found )",
                "eventType=x AND a IN (1 2)  | 25 | a comma or ), found a number",
                "eventType=x AND a IN (1,)   | 25 | a quoted text, a number, true or false, found )",
                "eventType=x AND a NOT =1    | 23 | IN or LIKE, found =",
                "eventType=x AND a LIKE 1    | 24 | a quoted text, found a number",
            })
    void saysWhereAndWhatWasExpected(String text, int position, String expectedAndFound) {
        assertThatThrownBy(() -> Criteria.parse(text))
                .isInstanceOf(CriteriaException.class)
                .hasMessage("At position " + position + ": expected " + expectedAndFound)
                .extracting(thrown -> ((CriteriaException) thrown).position())
                .isEqualTo(position - 1);
    }

    @ParameterizedTest
    @CsvSource({"0,U+0000", "10,U+000A", "127,U+007F", "133,U+0085", "55296,U+D800", "57343,U+DFFF"})
    void refusesWhatIsNotPrintableInALiteral(int character, String name) {
        refuses(
                "eventType=x AND a='" + (char) character + "'",
                20,
                "a printable character, found the character " + name);
    }

    @Test
    void neverRepeatsAValueInAMessage() {
        for (var bad : new String[] {"a=9000000009x", "a='9000000009", "a=1 '9000000009'", "a=1 9000000009"}) {
            assertThatThrownBy(() -> Criteria.parse("eventType=x AND " + bad)).hasMessageNotContaining("9000000009");
        }
    }
}
