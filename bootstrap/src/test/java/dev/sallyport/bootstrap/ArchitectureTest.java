package dev.sallyport.bootstrap;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.StoreHealth;
import dev.sallyport.application.port.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What neither Maven nor the module system sees.
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sallyport");

  private static final List<String> ADAPTERS =
      List.of(
          "accp", "bcrypt", "gate", "guard", "http", "jwt", "memory", "redis", "sql", "telemetry");

  private static String adapter(String name) {
    return "dev.sallyport.adapters." + name + "..";
  }

  private static void check(ArchRule rule) {
    rule.check(ALL);
  }

  @Test
  void all_modules_are_looked_at() {
    for (String name : ADAPTERS) {
      assertThat(ALL.stream()).anyMatch(resideInAPackage(adapter(name)));
    }
    assertThat(ALL.contain("dev.sallyport.domain.session.Session")).isTrue();
    assertThat(ALL.contain("dev.sallyport.application.session.RefreshSession")).isTrue();
    assertThat(ALL.contain("dev.sallyport.bootstrap.Main")).isTrue();
  }

  @Test
  void packages_do_not_depend_on_each_other_in_circles() {
    check(slices().matching("dev.sallyport.(**)").should().beFreeOfCycles());
  }

  @Test
  void domain_stands_on_java_alone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.sallyport.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.sallyport.domain..", "java..", "javax.crypto..", "org.jspecify.."));
  }

  @Test
  void application_stands_on_domain_and_java_alone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.sallyport.application..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.sallyport.application..",
                "dev.sallyport.domain..",
                "java..",
                "org.jspecify.."));
  }

  @Test
  void only_bootstrap_knows_bootstrap() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.sallyport.bootstrap..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sallyport.bootstrap.."));
  }

  @Test
  void adapters_do_not_know_each_other_but_for_the_gate_and_the_guard_that_stands_on_it() {
    for (String name : ADAPTERS) {
      String[] others =
          ADAPTERS.stream()
              .filter(other -> !other.equals(name))
              .filter(other -> !(other.equals("gate") && Set.of("jwt", "http").contains(name)))
              .filter(other -> !(name.equals("guard") && Set.of("gate", "jwt").contains(other)))
              .map(ArchitectureTest::adapter)
              .toArray(String[]::new);
      check(
          noClasses()
              .that()
              .resideInAPackage(adapter(name))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others));
    }
  }

  /// A route asks a use case, never a store. What is left: who calls, the log for refusals that no
  /// use case sees, what it means that a store is down, and the randomness of request ids.
  @Test
  void http_does_not_touch_the_ports_behind_the_use_cases() {
    DescribedPredicate<JavaClass> allowed =
        belongToAnyOf(
            Caller.class,
            SecurityLog.class,
            SecurityEvent.class,
            StoreHealth.class,
            StoreUnavailableException.class,
            SecretGenerator.class);
    check(
        noClasses()
            .that()
            .resideInAPackage(adapter("http"))
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.sallyport.application.port..").and(not(allowed))));
  }

  @Test
  void only_the_jwt_adapter_names_the_jwt_library() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(adapter("jwt"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.auth0.."));
  }

  @Test
  void each_library_is_known_to_its_adapter_alone() {
    onlyKnownTo(List.of("http", "guard"), "io.javalin..", "jakarta..", "org.eclipse.jetty..");
    onlyKnownTo("sql", "org.jdbi..", "com.zaxxer..", "org.sqlite..", "java.sql..", "javax.sql..");
    onlyKnownTo("bcrypt", "org.mindrot..");
    onlyKnownTo("redis", "redis.clients..");
    onlyKnownTo("telemetry", "ch.qos.logback..", "org.slf4j..");
  }

  private static void onlyKnownTo(String adapter, String... libraries) {
    onlyKnownTo(List.of(adapter), libraries);
  }

  private static void onlyKnownTo(List<String> adapters, String... libraries) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                adapters.stream().map(ArchitectureTest::adapter).toArray(String[]::new))
            .should()
            .dependOnClassesThat(resideInAnyPackage(libraries)));
  }

  @Test
  void nothing_is_decoded_without_being_verified_and_nothing_goes_unsigned() {
    check(noClasses().should().callMethodWhere(named("com.auth0.jwt.JWT", "decode")));
    check(
        noClasses().should().callMethodWhere(named("com.auth0.jwt.algorithms.Algorithm", "none")));
  }

  @Tag("ASVS-1.5.2")
  @Test
  void no_json_says_which_class_it_becomes() {
    check(
        noClasses()
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "default typing",
                    call -> call.getTarget().getName().matches("(en|act).*DefaultTyping.*"))));
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo"));
  }

  /// Clock, randomness, environment and the end of the process are handed in: a test can stand at
  /// any instant, and there is one place to look for what a run depends on.
  @Tag("ASVS-11.5.1")
  @Test
  void only_main_takes_time_chance_and_surroundings_from_the_jvm() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.sallyport.bootstrap.Main")
            .should()
            .accessTargetWhere(
                DescribedPredicate.describe(
                    "is the clock, a random number, the environment or the end",
                    ArchitectureTest::isAmbient)));
  }

  /// By class, the names of what must be handed in instead.
  private static final Map<Class<?>, String> AMBIENT =
      Map.ofEntries(
          entry(Instant.class, "now"),
          entry(LocalDate.class, "now"),
          entry(LocalDateTime.class, "now"),
          entry(OffsetDateTime.class, "now"),
          entry(ZonedDateTime.class, "now"),
          entry(Date.class, "<init>"),
          entry(Clock.class, "system.*|tick.*"),
          entry(InstantSource.class, "system|tick"),
          entry(System.class, "getenv|exit|currentTimeMillis"),
          entry(Runtime.class, "exit|halt|addShutdownHook"),
          entry(SecureRandom.class, "<init>|getInstance.*"),
          entry(Random.class, "<init>"),
          entry(ThreadLocalRandom.class, ".*"),
          entry(Math.class, "random"),
          entry(UUID.class, "randomUUID"));

  private static boolean isAmbient(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    return AMBIENT.entrySet().stream()
        .anyMatch(ambient ->
            target.getOwner().isEquivalentTo(ambient.getKey())
                && target.getName().matches(ambient.getValue()));
  }

  @Tag("ASVS-16.2.3")
  @Test
  void only_main_and_the_log_know_the_standard_streams() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.sallyport.bootstrap.Main")
            .and()
            .resideOutsideOfPackage(adapter("telemetry"))
            .should()
            .accessTargetWhere(
                DescribedPredicate.describe(
                    "is a standard stream",
                    access ->
                        access.getTargetOwner().isEquivalentTo(System.class)
                            && access.getTarget().getName().matches("in|out|err|console"))));
  }

  @Test
  void a_class_is_named_after_what_it_is() {
    check(
        noClasses()
            .should()
            .haveNameMatching(
                ".*(Util|Utils|Helper|Helpers|Manager|Impl|Dto|Mapper|Entity|Placeholder)"));
  }

  @Test
  void every_package_says_where_null_may_be() {
    assertThat(packages(ALL.getDefaultPackage()))
        .isNotEmpty()
        .allMatch(one ->
            one.tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent());
  }

  private static List<JavaPackage> packages(JavaPackage root) {
    return root.getSubpackagesInTree().stream()
        .filter(one -> one.getName().startsWith("dev.sallyport"))
        .filter(one -> !one.getClasses().isEmpty())
        .toList();
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> named(
      String owner, String method) {
    return DescribedPredicate.describe(
        owner + '.' + method,
        call ->
            call.getTargetOwner().getFullName().equals(owner)
                && call.getTarget().getName().equals(method));
  }
}
