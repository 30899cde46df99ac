package dev.parley.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLayoutTest {
    private final LoggingEvent event = event();

    @Test
    void shouldWriteOneObjectALineWithTheFieldsOfTheCall() throws IOException {
        String line = new JsonLayout().doLayout(event);

        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("level").asText()).isEqualTo("warn");
        assertThat(json.path("message").asText()).isEqualTo("Said [\"x\"\n].");
        assertThat(json.path("callId").asText()).isEqualTo("c1");
        assertThat(json.path("error").asText()).contains("IllegalStateException: broken", "JsonLayoutTest");
        assertThat(json.has("akkaSource")).isFalse();
    }

    @Test
    void shouldWriteALineForPeople() {
        String line = new HumanLayout(false).doLayout(event);

        assertThat(line).contains("WARN  Thing callId=c1 Said", "broken").doesNotContain("akkaSource");
    }

    private static LoggingEvent event() {
        LoggerContext loggers = new LoggerContext();
        Logger logger = loggers.getLogger("dev.parley.Thing");
        LoggingEvent event = new LoggingEvent(
                "", logger, Level.WARN, "Said [{}].", new IllegalStateException("broken"), new Object[] {"\"x\"\n"});
        event.setMDCPropertyMap(Map.of("callId", "c1", "akkaSource", "akka://parley"));
        return event;
    }
}
