/**
 * Scripted models in real time, for tests of whole sessions: they behave as the script says and need no network.
 *
 * <p>Start with {@link dev.parley.testkit.live.LiveScript}.
 */
@NullMarked
package dev.parley.testkit.live;

import org.jspecify.annotations.NullMarked;
