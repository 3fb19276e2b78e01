package org.openmns.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Tests of the folder in {@code target/openmns}, which the build runs when it has packed it: {@code mvn verify}. */
@Tag("packed")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Packed {}
