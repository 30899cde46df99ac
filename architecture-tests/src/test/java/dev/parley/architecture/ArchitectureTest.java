package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules, on the classes of every module. */
class ArchitectureTest {
    private static final String ROOT = "dev.parley";

    /** ArchUnit's own option knows test classes below {@code target} only, not below another build folder. */
    private static final ImportOption DELIVERED = location -> !location.contains("/test-classes/");

    private static JavaClasses house;

    @BeforeAll
    static void readClasses() {
        house = new ClassFileImporter().withImportOption(DELIVERED).importPackages(ROOT);
    }

    @Test
    void shouldSeeTheClassesOfTheCore() {
        assertThat(house.contain("dev.parley.session.AgentSession")).isTrue();
        assertThat(house.contain(ArchitectureTest.class)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldHold(String name, ArchRule rule) {
        assertThat(rule.evaluate(house).getFailureReport().getDetails())
                .as(name)
                .isEmpty();
    }

    static Stream<Arguments> rules() {
        HouseRules rules = new HouseRules(ROOT);
        return Stream.of(
                Arguments.of("arrows between modules", rules.arrows()),
                Arguments.of("no package cycles", rules.cycles()),
                Arguments.of("internal packages stay in their feature", rules.internalUse()),
                Arguments.of("internal types stay out of public signatures", rules.internalLeaks()),
                Arguments.of("journal and cluster only in adapters", rules.akkaAdapters()),
                Arguments.of("core without network", rules.coreWithoutNetwork()),
                Arguments.of("no sleeping", CallRules.noSleep()),
                Arguments.of("no printing", CallRules.noPrinting()),
                Arguments.of("no blocking in actors and stages", CallRules.noBlockingActors()),
                Arguments.of("no ask from inside past the context", CallRules.noForeignAsk()),
                Arguments.of("no resuming supervision", CallRules.noResume()),
                Arguments.of("no wall clock", CallRules.noWallClock()),
                Arguments.of("no static actor system", CallRules.noStaticSystem()));
    }
}
