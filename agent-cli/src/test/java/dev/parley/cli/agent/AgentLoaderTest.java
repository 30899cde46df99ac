package dev.parley.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentLoaderTest {
    @TempDir
    private Path directory = Path.of("");

    /** An agent on the class path. */
    public static final class Greeter extends Agent {
        public Greeter() {
            super(AgentSpec.instructions("Greet."));
        }
    }

    /** An entry point whose constructor is of no use here. */
    public static final class Needy implements EntryPoint {
        private final String need;

        public Needy(String need) {
            this.need = need;
        }

        @Override
        public void run(JobContext job) {
            job.info(need);
        }
    }

    @Test
    void shouldMakeAnAgentPerCallOfAClassOnTheClassPath() throws AgentLoadException {
        AgentPerCall calls =
                (AgentPerCall) AgentLoader.of(Greeter.class.getName()).load();

        assertThat(calls.create()).isInstanceOf(Greeter.class).isNotSameAs(calls.create());
    }

    @Test
    void shouldSayWhatIsExpectedOfAClass() {
        assertThatThrownBy(() -> AgentLoader.of("no.such.Thing").load())
                .hasMessage("agent: no.such.Thing (expected: a class on the class path, or the path of a FILE.java that"
                        + " defines it)");
        assertThatThrownBy(() -> AgentLoader.of("java.lang.String").load())
                .hasMessageContaining("extends dev.parley.agent.Agent or implements dev.parley.worker.EntryPoint");
        assertThatThrownBy(() -> AgentLoader.of(Needy.class.getName()).load())
                .hasMessageContaining("a public constructor without parameters");
    }

    @Test
    void shouldCompileAFileWithItsNeighbours() throws Exception {
        write("Menu.java", "class Menu { static final String TEXT = \"pizza\"; }");
        Path file = write("Desk.java", agent("Desk", "Menu.TEXT"));

        AgentPerCall calls = (AgentPerCall) AgentLoader.of(file.toString()).load();

        assertThat(calls.create().instructions().common()).isEqualTo("pizza");
    }

    @Test
    void shouldFindTheSourcesOfAPackage() throws Exception {
        write("shop/Menu.java", "package shop; class Menu { static final String TEXT = \"salad\"; }");
        Path file = write("shop/Desk.java", "package shop; " + agent("Desk", "Menu.TEXT"));

        AgentPerCall calls = (AgentPerCall) AgentLoader.of(file.toString()).load();

        assertThat(calls.create().instructions().common()).isEqualTo("salad");
    }

    @Test
    void shouldShowFileLineAndSourceOfACompileError() throws IOException {
        Path file = write("Desk.java", "public class Desk {\n    int price = \"ten\";\n}\n");

        assertThatThrownBy(() -> AgentLoader.of(file.toString()).load())
                .isInstanceOf(AgentLoadException.class)
                .hasMessageContaining("does not compile")
                .hasMessageContaining(file + ":2: incompatible types")
                .hasMessageContaining("    int price = \"ten\";\n                    ^");
    }

    @Test
    void shouldSwapCodeAndTellListeners() throws Exception {
        Path file = write("Desk.java", agent("Desk", "\"one\""));
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(file.toString()));
        List<Integer> told = new CopyOnWriteArrayList<>();
        agent.onReload(generation -> told.add(generation.number()));
        AgentPerCall before = (AgentPerCall) agent.current().entryPoint();

        write("Desk.java", agent("Desk", "\"two\""));
        agent.reload();

        assertThat(told).containsExactly(2);
        assertThat(instructions(agent)).isEqualTo("two");
        assertThat(before.create().instructions().common()).isEqualTo("one");
    }

    @Test
    void shouldKeepTheCodeFromBeforeWhenTheNewDoesNotCompile() throws Exception {
        Path file = write("Desk.java", agent("Desk", "\"one\""));
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(file.toString()));

        write("Desk.java", agent("Desk", "nonsense"));

        assertThatThrownBy(agent::reload).hasMessageContaining("cannot find symbol");
        assertThat(agent.current().number()).isEqualTo(1);
        assertThat(instructions(agent)).isEqualTo("one");
    }

    @Test
    void shouldReloadWhenAFileChanges() throws Exception {
        Path file = write("Desk.java", agent("Desk", "\"one\""));
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(file.toString()));
        CompletableFuture<Integer> reloaded = new CompletableFuture<>();
        agent.onReload(generation -> reloaded.complete(generation.number()));

        try (HotReload watch = HotReload.watch(agent)) {
            assertThat(watch).isNotNull();
            write("Desk.java", agent("Desk", "\"two\""));
            reloaded.get(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(instructions(agent)).isEqualTo("two");
    }

    @Test
    void shouldReloadAClassFromItsSourcesWhenTheyAreKnown() throws Exception {
        String name = Greeter.class.getName();
        AgentLoader loader = AgentLoader.of(name);

        EntryPoint reloaded = loader.reload();

        assertThat(((AgentPerCall) reloaded).create().getClass().getName()).isEqualTo(name);
        assertThat(((AgentPerCall) reloaded).create()).isNotInstanceOf(Greeter.class);
    }

    private static String instructions(ReloadableEntryPoint agent) throws AgentLoadException {
        return ((AgentPerCall) agent.current().entryPoint())
                .create()
                .instructions()
                .common();
    }

    private static String agent(String name, String instructions) {
        return "public class " + name + " extends dev.parley.agent.Agent { public " + name
                + "() { super(dev.parley.agent.AgentSpec.instructions(" + instructions + ")); } }\n";
    }

    private Path write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
