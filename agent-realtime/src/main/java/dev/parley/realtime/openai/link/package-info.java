/**
 * What a session's connection does, as a pure function of what happens: connects, configures, restores, waits and gives up.
 *
 * <p>Start with {@link dev.parley.realtime.openai.link.LinkMachine}.
 */
@NullMarked
package dev.parley.realtime.openai.link;

import org.jspecify.annotations.NullMarked;
