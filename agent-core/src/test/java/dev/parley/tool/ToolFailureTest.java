package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.llm.ToolDefinition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a model reads when a tool call goes wrong. */
@Timeout(30)
class ToolFailureTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(FunctionTool.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    record Guest(String name, int seats) {
        Guest {
            if (seats > 10) {
                throw new IllegalArgumentException("seats: " + seats + " (expected: at most 10)");
            }
        }
    }

    static class Failing {
        @Tool(description = "adds")
        public String add(String item, int quantity) {
            return quantity + " " + item;
        }

        @Tool(description = "books")
        public String book(Guest guest) {
            return guest.name();
        }

        @Tool(description = "cycle")
        public Object cycle() {
            List<Object> self = new java.util.ArrayList<>();
            self.add(self);
            return self;
        }

        @Tool(description = "huge")
        public String huge() {
            return "x".repeat(1_000_001);
        }

        @Tool(description = "later")
        public CompletionStage<String> later() {
            return CompletableFuture.failedFuture(new ToolException("the kitchen is closed"));
        }

        @Tool(description = "odd")
        public Object odd() {
            return new Object();
        }

        @Tool(description = "refuses")
        public String refuse() {
            throw new ToolException("there are only 3 left");
        }

        @Tool(description = "throws")
        public String runtime() {
            throw new IllegalStateException("password=hunter2");
        }

        @Tool(description = "too deep")
        public String stack() {
            return deeper(0);
        }
    }

    private static String deeper(long level) {
        return level < 0 ? "" : deeper(level + 1) + "x";
    }

    private static ToolOutcome run(String name, String arguments) {
        FunctionTool tool = FunctionTools.of(new Failing()).stream()
                .filter(candidate -> candidate.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
        return Calls.run(tool, arguments);
    }

    /** Case 27 of the reference: an unknown tool. */
    @Test
    void shouldNameTheAvailableToolsWhenAToolIsUnknown() {
        assertThat(FunctionTools.unknown("nonexistent_tool", List.of("price", "stock")))
                .isEqualTo(new ToolOutcome.Failed(
                        "Unknown function: nonexistent_tool. Available functions: price, stock."));
    }

    /** Case 28 of the reference: a missing required argument. */
    @Test
    void shouldNameToolAndFieldWhenAnArgumentIsMissing() {
        assertThat(run("add", "{\"quantity\":1}"))
                .isEqualTo(new ToolOutcome.Failed("invalid arguments for tool add: item: is required"));
    }

    /** Case 29 of the reference: any exception but the tool's own. */
    @ParameterizedTest // peers' case 15
    @ValueSource(strings = {"runtime", "stack"})
    void shouldKeepAnUnforeseenFailureFromTheModelAndLogIt(String tool) {
        assertThat(run(tool, "{}")).isEqualTo(new ToolOutcome.Failed("An internal error occurred"));

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getThrowableProxy()).isNotNull();
        });
    }

    /** Reference §1.6: {@code ToolError}. */
    @Test
    void shouldTellTheModelWhatTheToolSays() {
        assertThat(run("refuse", "")).isEqualTo(new ToolOutcome.Failed("there are only 3 left"));
        assertThat(run("later", "")).isEqualTo(new ToolOutcome.Failed("the kitchen is closed"));
    }

    /** Reference §1.6: a result of an invalid type. */
    @ParameterizedTest
    @ValueSource(strings = {"cycle", "huge", "odd"})
    void shouldRefuseAResultThatIsNoOutput(String tool) {
        assertThat(run(tool, "")).isEqualTo(new ToolOutcome.Failed("the tool returned an invalid output"));
    }

    @Test
    void shouldNameFieldAndRuleOfAWrongType() {
        assertThat(run("add", "{\"item\":\"pizza\",\"quantity\":\"two\"}"))
                .isEqualTo(new ToolOutcome.Failed(
                        "invalid arguments for tool add: quantity: string found, integer expected"));
    }

    @Test
    void shouldRefuseANumberOutOfItsTypesRange() {
        assertThat(run("add", "{\"item\":\"pizza\",\"quantity\":99999999999}"))
                .isEqualTo(new ToolOutcome.Failed("invalid arguments for tool add: quantity: not a valid int"));
    }

    @Test
    void shouldRefuseAnArgumentThatIsNotDeclared() {
        assertThat(run("add", "{\"item\":\"pizza\",\"quantity\":1,\"colour\":\"red\"}"))
                .isEqualTo(new ToolOutcome.Failed(
                        "invalid arguments for tool add: colour: is not a parameter of this tool"));
    }

    @Test
    void shouldTellTheRuleOfARecordsConstructor() {
        assertThat(run("book", "{\"guest\":{\"name\":\"Ann\",\"seats\":11}}"))
                .isEqualTo(new ToolOutcome.Failed(
                        "invalid arguments for tool book: guest: seats: 11 (expected: at most 10)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"item\":", "{\"item\":\"a\",\"quantity\":1} trailing", "{'item':1}"})
    void shouldRefuseMalformedJson(String arguments) {
        assertThat(run("add", arguments))
                .isEqualTo(new ToolOutcome.Failed("invalid arguments for tool add: arguments: malformed JSON"
                        + " (expected: an object with the tool's parameters)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "null", "3"})
    void shouldRefuseJsonThatIsNoObject(String arguments) {
        assertThat(run("add", arguments).text()).contains("not a JSON object");
    }

    @Test
    void shouldKeepPeoplesWordsOutOfTheLog() {
        run("add", "{\"item\":7,\"quantity\":\"Baker Street 221b\",\"Watson\":\"Holmes\"}");
        run("book", "{\"guest\":{\"name\":\"Moriarty\",\"seats\":4242}}");

        assertThat(log.list).hasSize(2).allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain("Baker", "Watson", "Holmes", "Moriarty", "4242");
            assertThat(event.getThrowableProxy()).isNull();
        });
        assertThat(log.list.get(0).getFormattedMessage()).contains("[add]", "quantity: type", "item: type");
    }

    @Test
    void shouldCheckARawSchemaBeforeItsHandlerRuns() throws Exception {
        var schema = new ObjectMapper()
                .readTree("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}},"
                        + "\"required\":[\"n\"]}");
        FunctionTool tool = FunctionTool.of(
                new ToolDefinition("count", "Counts", schema),
                (json, context) -> json.path("n").asInt() + 1);

        assertThat(Calls.run(tool, "{\"n\":1}")).isEqualTo(new ToolOutcome.Succeeded("2"));
        assertThat(Calls.run(tool, "{\"n\":0}"))
                .isEqualTo(
                        new ToolOutcome.Failed("invalid arguments for tool count: n: must have a minimum value of 1"));
    }
}
