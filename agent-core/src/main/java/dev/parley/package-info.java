/**
 * Realtime voice agents on the JVM.
 *
 * <p>Start with {@link dev.parley.Parley}, which makes sessions, and {@link dev.parley.agent.Agent}, what talks in them.
 */
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
