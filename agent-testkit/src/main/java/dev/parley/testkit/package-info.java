/**
 * For those who test agents: calls on virtual time, scripted models, a JUnit extension.
 *
 * <p>Start with {@link dev.parley.testkit.CallScript}: a scripted call of minutes that runs in milliseconds.
 */
@NullMarked
package dev.parley.testkit;

import org.jspecify.annotations.NullMarked;
