package dev.slipway.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The boundaries of docs/architecture.md that the Maven graph cannot see. */
@AnalyzeClasses(packages = "dev.slipway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  /** What each room may use of the others: the table of docs/architecture.md. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry("base", Set.of()),
          Map.entry("client", Set.of("base")),
          Map.entry("posix", Set.of("base")),
          Map.entry("store", Set.of("base")),
          Map.entry("git", Set.of("base")),
          Map.entry("http", Set.of("base")),
          Map.entry("oci", Set.of("base", "posix")),
          Map.entry("container", Set.of("base", "posix", "oci")),
          Map.entry("dockerfile", Set.of("base", "posix", "oci", "container", "http")),
          Map.entry("forge", Set.of("base", "http", "store", "git")),
          Map.entry("registry", Set.of("base", "posix", "http", "store", "oci")),
          Map.entry("identity", Set.of("base", "http", "store")),
          Map.entry("workflow", Set.of("base")),
          Map.entry("manifest", Set.of("base")),
          Map.entry("kustomize", Set.of("base", "manifest")),
          Map.entry("cli", Set.of("base", "client", "manifest", "kustomize")),
          Map.entry("kubernetes", Set.of("base", "manifest", "http", "store")),
          Map.entry(
              "node",
              Set.of("base", "posix", "oci", "container", "manifest", "http", "kubernetes")),
          Map.entry("delivery", Set.of("base", "manifest", "git", "oci", "store", "http")),
          Map.entry(
              "runner",
              Set.of("base", "posix", "oci", "http", "store", "git", "container", "workflow")));

  @ArchTest
  static final ArchRule rooms_use_only_what_the_table_allows =
      classes()
          .that()
          .resideInAPackage("dev.slipway..")
          .should(useOnlyAllowedRooms())
          .because("docs/architecture.md says who may use whom");

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices()
          .matching("dev.slipway.(**)")
          .should()
          .beFreeOfCycles()
          .because("a cycle of packages is one package that nobody can read in one go");

  @ArchTest
  static final ArchRule no_catch_all_packages =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..")
          .because("a package is named after what it holds");

  @ArchTest
  static final ArchRule native_calls_stay_in_posix =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.slipway.posix..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..")
          .because("one room knows the native memory model");

  @ArchTest
  static final ArchRule programs_start_in_few_places =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.slipway.base..", "dev.slipway.container..", "dev.slipway.posix..")
          .and()
          .doNotHaveFullyQualifiedName("dev.slipway.client.DaemonProcess")
          .and()
          // A stand-in hands its own streams to the real tool.
          .doNotHaveFullyQualifiedName("dev.slipway.cli.standin.Processes")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .because("programs start from argument lists, through base.Command");

  @ArchTest
  static final ArchRule jetty_is_known_to_http_alone =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.slipway.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..")
          .because("rooms speak Route, Request and Response");

  @ArchTest
  static final ArchRule jgit_is_known_to_git_alone =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.slipway.git..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..")
          .because("rooms speak GitRepository and CommitId");

  @ArchTest
  static final ArchRule no_static_mutable_state =
      classes()
          .should(haveOnlyFinalStatics())
          .because("state has an owner that is built in Instance and closed there");

  @ArchTest
  static final ArchRule every_package_is_null_marked =
      classes()
          .that()
          .resideInAPackage("dev.slipway..")
          .should(liveInANullMarkedPackage())
          .because("NullAway checks marked packages only");

  private static String room(String packageName) {
    String rest = packageName.substring("dev.slipway.".length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static ArchCondition<JavaClass> useOnlyAllowedRooms() {
    return new ArchCondition<>("use only the rooms of the table") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        String room = room(item.getPackageName());
        Set<String> allowed = ROOMS.get(room);
        if (allowed == null) {
          return;
        }
        item.getDirectDependenciesFromSelf().stream()
            .filter(d -> d.getTargetClass().getPackageName().startsWith("dev.slipway."))
            .filter(d -> !room(d.getTargetClass().getPackageName()).equals(room))
            .filter(d -> !allowed.contains(room(d.getTargetClass().getPackageName())))
            .forEach(d -> events.add(SimpleConditionEvent.violated(item, d.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> haveOnlyFinalStatics() {
    return new ArchCondition<>("have only final static fields") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getFields().stream()
            .filter(f -> f.getModifiers().contains(JavaModifier.STATIC))
            .filter(f -> !f.getModifiers().contains(JavaModifier.FINAL))
            .filter(f -> !f.getModifiers().contains(JavaModifier.SYNTHETIC))
            .forEach(
                f -> events.add(SimpleConditionEvent.violated(item, f.getFullName() + " is not")));
      }
    };
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a null-marked package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(item, item.getPackageName() + " is not null-marked"));
        }
      }
    };
  }
}
