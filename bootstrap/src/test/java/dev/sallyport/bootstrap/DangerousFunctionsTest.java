package dev.sallyport.bootstrap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What SECURITY.md says of functions by which others come to harm: that they are not used, or where.
class DangerousFunctionsTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sallyport");

  private static DescribedPredicate<JavaAccess<?>> access(String owner, String name) {
    return DescribedPredicate.describe(
        owner + '.' + name,
        access ->
            access.getTargetOwner().getFullName().matches(owner)
                && access.getTarget().getName().matches(name));
  }

  @Tag("ASVS-1.3.2")
  @Tag("ASVS-1.3.8")
  @Tag("ASVS-1.5.1")
  @Tag("ASVS-1.5.2")
  @Test
  void nothing_reads_xml_or_objects_or_evaluates_or_looks_up_what_it_was_given() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.xml..", "org.xml..", "javax.script..", "javax.naming..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(ALL);
  }

  /// Accp loads one class, whose name is written there, from our own jar.
  @Tag("ASVS-1.3.2")
  @Tag("ASVS-1.5.2")
  @Test
  void nothing_loads_classes_but_the_one_of_the_crypto_provider() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.sallyport.adapters.accp.Accp")
        .should()
        .accessTargetWhere(access("java\\.lang\\.Class", "forName"))
        .orShould()
        .accessTargetWhere(access("java\\.lang\\.ClassLoader|java\\.net\\.URLClassLoader", ".*"))
        .check(ALL);
  }

  @Tag("ASVS-1.2.5")
  @Test
  void only_main_starts_a_process() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.sallyport.bootstrap.Main")
        .should()
        .accessTargetWhere(access("java\\.lang\\.ProcessBuilder", ".*"))
        .orShould()
        .accessTargetWhere(access("java\\.lang\\.Runtime", "exec"))
        .check(ALL);
  }

  @Tag("ASVS-1.3.6")
  @Tag("ASVS-13.1.1")
  @Tag("ASVS-13.2.4")
  @Tag("ASVS-14.2.3")
  @Test
  void only_the_guard_asks_other_machines() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sallyport.adapters.guard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "javax.net..", "javax.mail..", "java.rmi..")
        .orShould()
        .accessTargetWhere(access("java\\.net\\.(Socket|DatagramSocket)", "<init>"))
        .orShould()
        .accessTargetWhere(access("java\\.net\\.URL", "openStream|openConnection"))
        .orShould()
        .accessTargetWhere(access("java\\.nio\\.channels\\.(Asynchronous)?SocketChannel", "open"))
        .check(ALL);
  }

  /// With these, a text would become part of a statement instead of a value in it.
  @Tag("ASVS-1.2.4")
  @Test
  void no_statement_of_sql_has_a_place_for_text() {
    noClasses()
        .should()
        .accessTargetWhere(
            access("org\\.jdbi\\..*", "define.*|bindList|bindBeanList|bindMethodsList"))
        .check(ALL);
  }

  /// Ciphertexts, canonical spellings, public halves and what stands before a mac may be compared byte
  /// by byte.
  private static final Set<String> COMPARED_OPENLY =
      Set.of("WrappedKey", "StrictUtf8", "OwnKey", "DeviceToken");

  @Tag("ASVS-11.2.4")
  @Test
  void secrets_are_compared_in_constant_time() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "may hold secrets", one -> !COMPARED_OPENLY.contains(one.getSimpleName())))
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .check(ALL);
    Set<String> comparing =
        Set.of(
            "BcryptText",
            "CsrfToken",
            "IdempotencyKeyDigest",
            "RefreshToken",
            "RevocationsRoute",
            "SecretBytes");
    assertThat(ALL.stream().filter(one -> comparing.contains(one.getSimpleName())))
        .hasSameSizeAs(comparing);
    classes()
        .that(
            DescribedPredicate.describe(
                "compare secrets", one -> comparing.contains(one.getSimpleName())))
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(ALL);
  }
}
