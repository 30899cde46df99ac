package dev.parley.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.stage.GraphStageLogic;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.concurrent.Future;

/** What may be called where: the banned list of the house style, as far as byte code shows it. */
final class CallRules {
    private static final Set<String> WALL_CLOCK = Set.of("currentTimeMillis", "nanoTime");

    private CallRules() {}

    static ArchRule noSleep() {
        return noClasses().should().callMethodWhere(call("Thread.sleep", Thread.class, Set.of("sleep")));
    }

    /** Only the command line and the bench print. */
    static ArchRule noPrinting() {
        return noClasses()
                .that(outsideOfTheCommandLine())
                .should()
                .accessFieldWhere(standardStream())
                .orShould()
                .callMethodWhere(call("printStackTrace", Throwable.class, Set.of("printStackTrace")));
    }

    private static DescribedPredicate<JavaClass> outsideOfTheCommandLine() {
        return describe(
                "are of neither the command line nor the bench",
                type -> !resideInAnyPackage("..cli..", "..bench..").test(type));
    }

    private static DescribedPredicate<JavaFieldAccess> standardStream() {
        return describe(
                "System.out or System.err",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && Set.of("out", "err").contains(access.getTarget().getName()));
    }

    /** Actors and stages never wait for a future; they pipe it to themselves. */
    static ArchRule noBlockingActors() {
        return noClasses()
                .that(actOrStage())
                .should()
                .callMethodWhere(call("a wait for a future", Future.class, Set.of("get", "join", "getNow")));
    }

    /** An ask inside an actor goes through its context. */
    static ArchRule noForeignAsk() {
        return noClasses()
                .that(actOrStage())
                .should()
                .callMethodWhere(call("AskPattern", AskPattern.class, Set.of("ask", "askWithStatus")));
    }

    /** An actor that resumes keeps half-changed state. */
    static ArchRule noResume() {
        return noClasses()
                .should()
                .callMethodWhere(call("SupervisorStrategy.resume", SupervisorStrategy.class, Set.of("resume")));
    }

    /** Time is injected: only classes named for it and the edges, command line and bench, read the machine's clock. */
    static ArchRule noWallClock() {
        return noClasses()
                .that(outsideOfTheCommandLine())
                .and(describe(
                        "are no clocks",
                        type -> !outermost(type).getSimpleName().endsWith("Clock")))
                .should()
                .callMethodWhere(call("the machine's clock", System.class, WALL_CLOCK));
    }

    static ArchRule noStaticSystem() {
        return noFields().that().areStatic().should().haveRawType(assignableTo(ActorSystem.class));
    }

    private static DescribedPredicate<JavaClass> actOrStage() {
        return describe(
                "act or are stages",
                type -> type.isAssignableTo(GraphStageLogic.class)
                        || type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency ->
                                        dependency.getTargetClass().isEquivalentTo(ActorContext.class)));
    }

    private static DescribedPredicate<JavaMethodCall> call(String description, Class<?> owner, Set<String> names) {
        return describe(description, call -> isCall(call, owner, names));
    }

    private static boolean isCall(JavaAccess<? extends AccessTarget> call, Class<?> owner, Set<String> names) {
        return call.getTargetOwner().isAssignableTo(owner)
                && names.contains(call.getTarget().getName());
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(CallRules::outermost).orElse(type);
    }
}
