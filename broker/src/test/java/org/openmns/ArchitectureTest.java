package org.openmns;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.openmns", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("org.openmns.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule valuesKnowNoStreamsHttpOrPersistence = noClasses()
            .that()
            .resideInAnyPackage("org.openmns.event..", "org.openmns.criteria..", "org.openmns.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "io.vertx..", "org.jdbi..");

    @ArchTest
    static final ArchRule decisionsKnowNoActors = noClasses()
            .that()
            .resideInAnyPackage("org.openmns.broker.delivery..", "org.openmns.broker.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko..");
}
