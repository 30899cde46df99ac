package dev.parley.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldHaveDefaultsWhenNothingIsSet() throws SettingsException {
        Settings settings = Settings.builder(Map.of()).build();

        assertThat(settings.agent()).isEqualTo("dev.parley.samples.orderdesk.OrderDesk");
        assertThat(settings.logLevel()).isEqualTo("info");
        assertThat(HttpOptions.of(settings.config()).port()).isEqualTo(8080);
    }

    @Test
    void shouldReadAllKeysOfAJsonFile() throws Exception {
        Path file = file("prod.json", """
                {"agent_name": "desk", "server_url": "ws://x", "api_key": "k", "api_secret": "s", "max_jobs": 7,
                 "log_level": "debug", "timeout": 1500}
                """);

        Settings settings = Settings.builder(Map.of()).file(file).build();
        WorkerOptions worker = WorkerOptions.of(settings.config(), job -> {});

        assertThat(worker.agentName()).isEqualTo("desk");
        assertThat(worker.livekit().orElseThrow().credentials()).isEqualTo(new LiveKitCredentials("k", "s"));
        assertThat(worker.maxConcurrentJobs()).isEqualTo(7);
        assertThat(worker.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.logLevel()).isEqualTo("debug");
    }

    @Test
    void shouldReadHoconWithPathsOfModules() throws Exception {
        Path file = file("prod.conf", "max_jobs = 3\nparley.worker.timeout = 2 s\nparley { http.port = 9090 }\n");

        Settings settings = Settings.builder(Map.of()).file(file).build();

        assertThat(WorkerOptions.of(settings.config(), job -> {}).timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(HttpOptions.of(settings.config()).port()).isEqualTo(9090);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`max_job`: 3} | :1: unknown key: max_job (expected: one of agent_name, | did you mean max_jobs?",
                "{`maxJobs`: 3} | unknown key: maxJobs | did you mean max_jobs?",
                "{`zzz`: 3} | unknown key: zzz | log_level, timeout",
                "{`max_jobs`: `ten`} | max_jobs: \"ten\" | (expected: a whole number from 1 to 100000)",
                "{`max_jobs`: 0} | max_jobs: 0 | (expected: a whole number from 1 to 100000)",
                "{`max_jobs`: 1.5} | max_jobs: 1.5 | (expected: a whole number from 1 to 100000)",
                "{`timeout`: true} | timeout: true | (expected: a whole number of milliseconds from 1 to 86400000)",
                "{`timeout`: `10 s`} | timeout: \"10 s\" | a whole number of milliseconds",
                "{`agent_name`: 5} | agent_name: 5 | (expected: a text)",
                "{`agent_name`: null} | agent_name: null | (expected: a text)",
                "{`log_level`: `loud`} | log_level: \"loud\" | (expected: one of trace, debug, info, warn, error, off)",
                "{`api_secret`: 12345} | api_secret: *** | (expected: a text)",
                "{`parley`: {`http`: {`prot`: 1}}} | unknown key: parley.http.prot | did you mean parley.http.port?",
                "{`parley`: {`http`: {`port`: `x`}}} | parley.http.port: \"x\" | a whole number from 0 to 65535",
                "{`parley`: {`http`: 5}} | parley.http: 5 | (expected: a section)",
                "{`max_jobs`: 3 | prod.json | (expected: JSON)",
                "[1] | prod.json | (expected: JSON)",
            })
    void shouldNameFileKeyValueAndRuleOfAMistake(String json, String problem, String rule) throws IOException {
        Path file = file("prod.json", json.replace('`', '"'));

        assertThatThrownBy(() -> Settings.builder(Map.of()).file(file).build())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("prod.json")
                .hasMessageContaining(problem)
                .hasMessageContaining(rule)
                .hasMessageNotContaining("12345");
    }

    @Test
    void shouldNameTheLineOfAMistake() throws IOException {
        Path file = file("prod.json", "{\n  \"agent_name\": \"a\",\n  \"max_jobs\": \"many\"\n}");

        assertThatThrownBy(() -> Settings.builder(Map.of()).file(file).build())
                .hasMessageStartingWith(file + ":3: max_jobs");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path file = directory.resolve("none.json");

        assertThatThrownBy(() -> Settings.builder(Map.of()).file(file).build())
                .hasMessage("config file: " + file + " (expected: a file that can be read)");
    }

    @Test // case 43
    void shouldLetFlagWinOverFileOverEnvironment() throws Exception {
        Map<String, String> environment = Map.of(
                "LIVEKIT_AGENT_NAME",
                "from-environment",
                "PARLEY_LOG_LEVEL",
                "warn",
                "LIVEKIT_API_KEY",
                "environment-key");
        Path file = file("prod.json", "{\"agent_name\": \"from-file\", \"log_level\": \"error\"}");

        Settings settings = Settings.builder(environment)
                .file(file)
                .flag(Setting.AGENT_NAME, "from-flag")
                .build();

        assertThat(settings.text(Setting.AGENT_NAME)).isEqualTo("from-flag");
        assertThat(settings.logLevel()).isEqualTo("error");
        assertThat(settings.text(Setting.API_KEY)).isEqualTo("environment-key");
    }

    @Test // case 43
    void shouldLetTheOverrideOfTheAgentNameWinOverTheFlag() throws SettingsException {
        Settings settings = Settings.builder(Map.of("LIVEKIT_AGENT_NAME_OVERRIDE", "forced"))
                .flag(Setting.AGENT_NAME, "from-flag")
                .build();

        assertThat(settings.text(Setting.AGENT_NAME)).isEqualTo("forced");
    }

    @Test
    void shouldNameTheVariableOfAMistake() {
        assertThatThrownBy(() -> Settings.builder(Map.of("PARLEY_PORT", "http")).build())
                .hasMessage("PARLEY_PORT: http (expected: a whole number from 0 to 65535; 0 is any free port)");
        assertThatThrownBy(() -> Settings.builder(Map.of())
                        .flag(Setting.LOG_LEVEL, "loud")
                        .build())
                .hasMessageStartingWith("--log-level: loud (expected: one of trace");
    }

    @Test
    void shouldTakeALoneApiKeyAsTheKeyOfProductionMode() throws Exception {
        Settings alone = Settings.builder(Map.of())
                .file(file("a.json", "{\"api_key\": \"k\"}"))
                .build();
        Settings pair = Settings.builder(Map.of())
                .file(file("b.json", "{\"api_key\": \"k\", \"api_secret\": \"s\"}"))
                .build();

        assertThat(alone.text(Setting.HTTP_API_KEY)).isEqualTo("k");
        assertThat(pair.text(Setting.HTTP_API_KEY)).isEmpty();
    }

    @Test
    void shouldTakeTheServerFromTheEnvironment() throws Exception {
        Settings settings = Settings.builder(
                        Map.of("LIVEKIT_URL", "wss://x", "LIVEKIT_API_KEY", "k", "LIVEKIT_API_SECRET", "s"))
                .build();

        assertThat(WorkerOptions.of(settings.config(), job -> {})
                        .livekit()
                        .orElseThrow()
                        .servers())
                .containsExactly(LiveKitUrl.of("wss://x"));
    }

    @Test
    void shouldNotPrintSecrets() throws SettingsException {
        Settings settings = Settings.builder(Map.of("LIVEKIT_API_SECRET", "geheim", "PARLEY_API_KEY", "schluessel"))
                .build();

        assertThat(settings.toString()).contains("api-secret=***").doesNotContain("geheim", "schluessel");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }
}
