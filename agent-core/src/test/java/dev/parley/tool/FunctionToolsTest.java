package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FunctionToolsTest {

    enum Size {
        SMALL,
        LARGE
    }

    record Topping(
            @Param("What to put on it") String name,
            @Param(value = "Grams", name = "weight") int grams) {}

    record Line(String item, Optional<Size> size, List<Topping> toppings) {}

    static class Everything {
        @Tool(description = "Takes it all")
        public String all(
                @Param("A word") String text,
                boolean flag,
                int count,
                Long big,
                double ratio,
                BigDecimal price,
                Size size,
                @Param("One line") Line line,
                List<Line> lines,
                Set<String> tags,
                Map<String, Integer> counts,
                RunContext context,
                LocalDate day,
                Instant at,
                Duration length,
                @Param(value = "May be left out", name = "note") Optional<String> hint) {
            return String.join(
                    "|",
                    List.of(
                            text,
                            "" + flag,
                            "" + count,
                            "" + big,
                            "" + ratio,
                            price.toPlainString(),
                            size.name(),
                            line.toString(),
                            lines.toString(),
                            new TreeSet<>(tags).toString(),
                            new TreeMap<>(counts).toString(),
                            context.callId(),
                            day.toString(),
                            at.toString(),
                            length.toString(),
                            hint.orElse("-")));
        }
    }

    @Test
    void shouldDescribeEveryArgumentTypeToTheModel() throws Exception {
        var schema = FunctionTools.of(new Everything()).get(0).definition().parameters();

        assertThat(new ObjectMapper().readTree(schema.toString())).isEqualTo(new ObjectMapper().readTree("""
                {"type":"object","properties":{
                  "text":{"type":"string","description":"A word"},
                  "flag":{"type":"boolean"},"count":{"type":"integer"},"big":{"type":"integer"},
                  "ratio":{"type":"number"},"price":{"type":"number"},
                  "size":{"type":"string","enum":["SMALL","LARGE"]},
                  "line":{"type":"object","properties":{
                      "item":{"type":"string"},
                      "size":{"type":"string","enum":["SMALL","LARGE"]},
                      "toppings":{"type":"array","items":{"type":"object","properties":{
                        "name":{"type":"string","description":"What to put on it"},
                        "weight":{"type":"integer","description":"Grams"}},
                        "required":["name","weight"],"additionalProperties":false}}},
                    "required":["item","toppings"],"additionalProperties":false,"description":"One line"},
                  "lines":{"type":"array","items":{"type":"object","properties":{
                      "item":{"type":"string"},
                      "size":{"type":"string","enum":["SMALL","LARGE"]},
                      "toppings":{"type":"array","items":{"type":"object","properties":{
                        "name":{"type":"string","description":"What to put on it"},
                        "weight":{"type":"integer","description":"Grams"}},
                        "required":["name","weight"],"additionalProperties":false}}},
                    "required":["item","toppings"],"additionalProperties":false}},
                  "tags":{"type":"array","items":{"type":"string"}},
                  "counts":{"type":"object","additionalProperties":{"type":"integer"}},
                  "day":{"type":"string","format":"date"},
                  "at":{"type":"string","format":"date-time"},
                  "length":{"type":"string","format":"duration"},
                  "note":{"type":"string","description":"May be left out"}},
                 "required":["text","flag","count","big","ratio","price","size","line","lines","tags","counts",
                    "day","at","length"],
                 "additionalProperties":false}"""));
    }

    @Test
    void shouldHandOverEveryArgumentType() {
        FunctionTool tool = FunctionTools.of(new Everything()).get(0);

        ToolOutcome outcome = Calls.run(tool, """
                {"text":"a","flag":true,"count":2,"big":9007199254740993,"ratio":0.5,"price":10.10,"size":"LARGE",
                 "line":{"item":"pizza","size":"SMALL","toppings":[{"name":"ham","weight":30}]},
                 "lines":[{"item":"salad","toppings":[]}],"tags":["x","y"],"counts":{"a":1},
                 "day":"2026-11-21","at":"2026-11-21T10:00:00Z","length":"PT90S"}""");

        assertThat(outcome)
                .isEqualTo(new ToolOutcome.Succeeded("a|true|2|9007199254740993|0.5|10.10|LARGE"
                        + "|Line[item=pizza, size=Optional[SMALL], toppings=[Topping[name=ham, grams=30]]]"
                        + "|[Line[item=salad, size=Optional.empty, toppings=[]]]|[x, y]|{a=1}|call-1"
                        + "|2026-11-21|2026-11-21T10:00:00Z|PT1M30S|-"));
    }

    static class Results {
        @Tool(description = "text")
        public String aText() {
            return "plain";
        }

        @Tool(description = "record")
        public Topping bRecord() {
            return new Topping("ham", 30);
        }

        @Tool(description = "list")
        public List<BigDecimal> cList() {
            return List.of(new BigDecimal("10.0"));
        }

        @Tool(description = "void")
        public void dNothing() {}

        @Tool(description = "empty")
        public Optional<String> eEmpty() {
            return Optional.empty();
        }

        @Tool(description = "later")
        public CompletionStage<Topping> fLater() {
            return CompletableFuture.supplyAsync(() -> new Topping("cheese", 5));
        }

        @Tool(description = "outcome")
        public ToolOutcome gOutcome() {
            return new ToolOutcome.Silent("done");
        }

        @Tool(description = "time", name = "renamed")
        public LocalDate hDate() {
            return LocalDate.of(2026, 11, 21);
        }
    }

    @Test
    void shouldTurnEveryResultIntoWhatTheModelReads() {
        List<ToolOutcome> outcomes = FunctionTools.of(new Results()).stream()
                .map(tool -> Calls.run(tool, ""))
                .toList();

        assertThat(outcomes)
                .containsExactly(
                        new ToolOutcome.Succeeded("plain"),
                        new ToolOutcome.Succeeded("{\"name\":\"ham\",\"weight\":30}"),
                        new ToolOutcome.Succeeded("[10.0]"),
                        new ToolOutcome.Silent(""),
                        new ToolOutcome.Silent(""),
                        new ToolOutcome.Succeeded("{\"name\":\"cheese\",\"weight\":5}"),
                        new ToolOutcome.Silent("done"),
                        new ToolOutcome.Succeeded("\"2026-11-21\""));
        assertThat(FunctionTools.of(new Results()).get(7).definition().name()).isEqualTo("renamed");
    }

    @Test
    void shouldWriteTheFormatOfOpenAi() {
        var json = FunctionTools.of(new Results()).get(0).definition().toOpenAi();

        assertThat(json.toString())
                .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"aText\",\"description\":\"text\","
                        + "\"parameters\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}}");
    }

    @Test
    void shouldTakeAnExplicitNullForWhatMayBeLeftOut() {
        FunctionTool tool = FunctionTool.of(
                "note",
                "Notes",
                Line.class,
                (line, context) -> line.item() + line.size().isPresent());

        assertThat(Calls.run(tool, "{\"item\":\"tea\",\"size\":null,\"toppings\":[]}"))
                .isEqualTo(new ToolOutcome.Succeeded("teafalse"));
    }
}
