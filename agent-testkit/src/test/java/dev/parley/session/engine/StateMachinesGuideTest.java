package dev.parley.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The guide's diagrams are the engine's tables. {@code -Dparley.write-diagrams=true} writes them anew.
 */
class StateMachinesGuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/state-machines.md");
    private static final String BEGIN = "<!-- diagrams: written by StateMachinesGuideTest -->\n";

    private static String diagrams() {
        return SessionMachines.all().stream()
                .map(machine -> "\n## " + machine.about() + "\n\n```mermaid\n" + machine.diagram() + "```\n")
                .collect(Collectors.joining());
    }

    @Test
    void shouldShowEveryTableAsItIs() throws IOException {
        String guide = Files.readString(GUIDE);
        String expected = guide.substring(0, guide.indexOf(BEGIN) + BEGIN.length()) + diagrams();
        if (Boolean.getBoolean("parley.write-diagrams")) {
            Files.writeString(GUIDE, expected);
        }

        assertThat(Files.readString(GUIDE)).isEqualTo(expected);
    }

    @Test
    void shouldNameEachMoveOnceAndLeadToEachState() {
        for (StateMachine<?> machine : SessionMachines.all()) {
            Set<String> rows = new HashSet<>();
            machine.transitions().forEach(row -> {
                assertThat(rows.add(row.from() + ">" + row.to())).isTrue();
                assertThat(row.from()).isNotSameAs(row.to());
                assertThat(row.on()).isNotBlank();
            });
            Set<Object> named = new HashSet<>();
            machine.transitions().forEach(row -> {
                named.add(row.from());
                named.add(row.to());
            });
            Class<?> states = machine.transitions().get(0).from().getDeclaringClass();
            assertThat(named).as(machine.name()).containsExactlyInAnyOrder(states.getEnumConstants());
        }
    }
}
