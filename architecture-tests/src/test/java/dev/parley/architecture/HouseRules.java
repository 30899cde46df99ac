package dev.parley.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What may know what. Each rule is shown to fail on the miniature house of the {@code fixture} packages. */
final class HouseRules {
    private final String root;
    private final Rooms rooms;

    HouseRules(String root) {
        this.root = root;
        this.rooms = new Rooms(root);
    }

    /** The arrows between modules are those of the module map, and no others. */
    ArchRule arrows() {
        return house(
                "use only the modules that their own may use",
                (type, events) ->
                        type.getDirectDependenciesFromSelf().forEach(dependency -> checkArrow(dependency, events)));
    }

    private void checkArrow(Dependency dependency, ConditionEvents events) {
        Optional<String> from = rooms.moduleOf(dependency.getOriginClass().getPackageName());
        Optional<String> to = rooms.moduleOf(dependency.getTargetClass().getPackageName());
        if (from.isPresent() && to.isPresent() && !rooms.mayUse(from.get(), to.get())) {
            violated(events, dependency, from.get() + " -> " + to.get() + ": " + dependency.getDescription());
        }
    }

    /** No two packages need each other, not even by a detour. */
    ArchRule cycles() {
        return slices().assignedFrom(new Packages(root)).should().beFreeOfCycles();
    }

    /** What is internal to a feature is used by that feature alone, and by the root package, which joins the features. */
    ArchRule internalUse() {
        return house(
                "use internal packages of their own feature only",
                (type, events) -> type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    String target = dependency.getTargetClass().getPackageName();
                    if (isInternal(target) && !mayEnter(type.getPackageName(), feature(target))) {
                        violated(events, dependency, dependency.getDescription());
                    }
                }));
    }

    private boolean mayEnter(String packageName, String feature) {
        return packageName.equals(root) || (within(feature, packageName) && !feature.equals(root));
    }

    /** No public signature of a public type mentions a type of an internal package. */
    ArchRule internalLeaks() {
        return house("keep internal types out of their public signatures", (type, events) -> {
            if (isVisible(type) && !isInternal(type.getPackageName())) {
                type.getMembers().stream().filter(HouseRules::isVisible).forEach(member -> checkLeak(member, events));
            }
        });
    }

    private void checkLeak(JavaMember member, ConditionEvents events) {
        member.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .filter(type -> isInternal(type.getPackageName()))
                .forEach(type ->
                        violated(events, member, member.getDescription() + " exposes the internal " + type.getName()));
    }

    /** A move of journal and cluster to another toolkit stays mechanical. */
    ArchRule akkaAdapters() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and(describe(
                        "are outside of adapter packages",
                        type -> !resideInAnyPackage("..journal..", "..cluster..", "..storage..")
                                .test(type)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "akka.persistence..",
                        "akka.cluster..",
                        "akka.management..",
                        "akka.projection..",
                        "akka.coordination.."));
    }

    /** The core knows no network, no wire format and no HTTP. */
    ArchRule coreWithoutNetwork() {
        return noClasses()
                .that(describe("are of the core", this::isCore))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "akka.http..", "com.google.protobuf..", "io.netty..", "java.net.http..", "javax.net..")
                        .or(describe("are sockets", HouseRules::isSocket)));
    }

    private boolean isCore(JavaClass type) {
        return rooms.moduleOf(type.getPackageName()).filter(Rooms.CORE::equals).isPresent();
    }

    private static boolean isSocket(JavaClass type) {
        String name = type.getFullName();
        return name.matches("java\\.net\\..*Socket.*")
                || name.matches("java\\.nio\\.channels\\..*(Socket|Datagram)Channel")
                || name.matches("akka\\.stream\\.javadsl\\.Tcp.*")
                || name.startsWith("akka.io.");
    }

    private ArchRule house(String description, BiConsumer<JavaClass, ConditionEvents> check) {
        return classes().that(resideInAPackage(root + "..")).should(new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, events);
            }
        });
    }

    private static void violated(ConditionEvents events, Object where, String message) {
        events.add(SimpleConditionEvent.violated(where, message));
    }

    private static boolean isVisible(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC);
        return visible && type.getEnclosingClass().map(HouseRules::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private boolean isInternal(String packageName) {
        return within(root, packageName) && (packageName + ".").contains(".internal.");
    }

    private static String feature(String packageName) {
        int internal = (packageName + ".").indexOf(".internal.");
        return internal < 0 ? packageName : packageName.substring(0, internal);
    }

    private static boolean within(String parent, String packageName) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    private record Packages(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String packageName = type.getPackageName();
            return within(root, packageName) ? SliceIdentifier.of(packageName) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
