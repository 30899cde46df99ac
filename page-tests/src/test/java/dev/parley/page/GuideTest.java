package dev.parley.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "caller-websocket.md");

    @Test
    void shouldDescribeEveryEventAndEachOfItsFields() throws IOException {
        String guide = Files.readString(GUIDE);

        for (Class<?> event : SessionEvent.class.getPermittedSubclasses()) {
            String row = guide.lines()
                    .filter(line -> line.startsWith("| `" + snake(event.getSimpleName()) + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not in the guide: " + event.getSimpleName()));
            Stream.of(event.getRecordComponents())
                    .map(field -> snake(field.getName()) + (field.getType() == Duration.class ? "_ms" : ""))
                    .filter(field -> !field.equals("at"))
                    .forEach(field -> assertThat(row).contains("`" + field + "`"));
        }
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
