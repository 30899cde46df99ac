package dev.parley.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a public method of any object as a tool that an agent offers to its model. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tool {

    /** What the tool does and when to call it, for the model. */
    String description();

    /** The tool's name; the method's name if empty. */
    String name() default "";

    ToolFlag[] flags() default {};

    /** What becomes of a call while an equal one runs. */
    OnDuplicate onDuplicate() default OnDuplicate.ALLOW;

    /** When two calls are equal. */
    DuplicateScope duplicateScope() default DuplicateScope.NAME;

    /** How many seconds one call may take; 0 for the deadline of the {@link ToolExecutor}. */
    int timeoutSeconds() default 0;
}
