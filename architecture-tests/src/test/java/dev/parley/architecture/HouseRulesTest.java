package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule fails on the miniature house, where it is broken, and nowhere else. */
class HouseRulesTest {
    private static final String ROOT = "dev.parley.architecture.fixture";
    private static JavaClasses house;

    @BeforeAll
    static void readFixture() {
        house = new ClassFileImporter().importPackages(ROOT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void shouldFindTheViolation(String culprit, int times, ArchRule rule) {
        assertThat(rule.evaluate(house).getFailureReport().getDetails())
                .hasSize(times)
                .allSatisfy(detail -> assertThat(detail).contains(culprit));
    }

    static Stream<Arguments> broken() {
        HouseRules rules = new HouseRules(ROOT);
        return Stream.of(
                Arguments.of("agent-core -> agent-worker", 1, rules.arrows()),
                Arguments.of("fixture.bread", 1, rules.cycles()),
                Arguments.of("cli.Burglar", 1, rules.internalUse()),
                Arguments.of("Vault.lock()", 1, rules.internalLeaks()),
                Arguments.of("Archivist", 1, rules.akkaAdapters()),
                Arguments.of("SocketUser", 1, rules.coreWithoutNetwork()),
                Arguments.of("Sleeper", 1, CallRules.noSleep()),
                Arguments.of("Printer", 2, CallRules.noPrinting()),
                Arguments.of("Waiter", 1, CallRules.noBlockingActors()),
                Arguments.of("Asker", 1, CallRules.noForeignAsk()),
                Arguments.of("Resumer", 1, CallRules.noResume()),
                Arguments.of("Watcher", 1, CallRules.noWallClock()),
                Arguments.of("Globals", 1, CallRules.noStaticSystem()));
    }
}
