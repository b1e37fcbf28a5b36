package dev.sallyport.bootstrap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// What neither Maven nor the module system sees.
class ArchitectureTest {
  @Test
  void only_the_jwt_adapter_names_the_jwt_library() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sallyport.adapters.jwt..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.auth0..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.sallyport"));
  }
}
