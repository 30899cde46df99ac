package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDataTest {
    private static final String ORDER = """
            package shop;
            import java.math.BigDecimal;
            import java.util.*;
            public record Order(List<Line> lines, Optional<String> phone, Optional<Long> number) {
                public record Line(String product, int quantity, BigDecimal price) {}
                public static Order example() {
                    return new Order(List.of(new Line("pizza", 2, new BigDecimal("10.00"))), Optional.of("5551234"), Optional.empty());
                }
            }
            """;

    @TempDir
    private Path directory = Path.of("");

    private int loaded;

    @Test
    void shouldCarryARecordOverToItsReloadedClass() throws Exception {
        Object held = load(ORDER).getMethod("example").invoke(null);
        Class<?> reloaded = load(ORDER);
        UserData data = new UserData("c1", Optional.of(held));

        Object carried = data.as(reloaded);

        assertThat(carried).isInstanceOf(reloaded).isNotInstanceOf(held.getClass());
        assertThat(carried).isEqualTo(reloaded.getMethod("example").invoke(null));
        assertThat(data.as(reloaded)).as("carried over once").isSameAs(carried);
    }

    @Test
    void shouldUpdateWhatItCarriedOver() throws Exception {
        Object held = load(ORDER).getMethod("example").invoke(null);
        Class<?> reloaded = load(ORDER);
        UserData data = new UserData("c1", Optional.of(held));

        Object updated = unchanged(data, reloaded);

        assertThat(updated).isInstanceOf(reloaded);
        assertThat(data.as(reloaded)).isSameAs(updated);
    }

    @Test
    void shouldCarryOverWhatANewShapeStillHas() throws Exception {
        Object held = load(ORDER).getMethod("example").invoke(null);
        Class<?> reloaded = load(ORDER.replace("Optional<Long> number", "Optional<String> remark"));
        UserData data = new UserData("c1", Optional.of(held));

        Object carried = data.as(reloaded);

        assertThat(part(carried, "phone")).isEqualTo(Optional.of("5551234"));
        assertThat(part(carried, "remark")).isEqualTo(Optional.empty());
    }

    @Test
    void shouldSayWhatDoesNotFitAndNotTheValue() throws Exception {
        Object held = load(ORDER).getMethod("example").invoke(null);
        Class<?> reloaded =
                load(ORDER.replace("int quantity", "List<String> quantity").replace(", 2,", ", List.of(),"));
        UserData data = new UserData("c1", Optional.of(held));

        assertThatThrownBy(() -> data.as(reloaded))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "user data of session c1: Order of earlier code", "quantity", "expected: Order")
                .hasMessageNotContaining("pizza");
    }

    @Test
    void shouldRefuseAnotherTypeAndNone() {
        assertThatThrownBy(() -> new UserData("c1", Optional.of("text")).as(Integer.class))
                .hasMessage("user data of session c1: String (expected: Integer; give it to the session's builder)");
        assertThatThrownBy(() -> new UserData("c1", Optional.empty()).as(Integer.class))
                .hasMessage("user data of session c1: none (expected: Integer; give it to the session's builder)");
    }

    private static <T> T unchanged(UserData data, Class<T> type) {
        return data.update(type, before -> before);
    }

    /** Each call loads the class by a class loader of its own. */
    private Class<?> load(String source) throws IOException, ClassNotFoundException {
        Path root = Files.createDirectories(directory.resolve("v" + ++loaded));
        Path file = Files.writeString(root.resolve("Order.java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-parameters", "-d", root.toString(), file.toString());
        assertThat(result).isZero();
        URL[] path = {root.toUri().toURL()};
        return Class.forName("shop.Order", true, new URLClassLoader(path, null));
    }

    private static Object part(Object record, String name) throws ReflectiveOperationException {
        RecordComponent part = Arrays.stream(record.getClass().getRecordComponents())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return part.getAccessor().invoke(record);
    }
}
