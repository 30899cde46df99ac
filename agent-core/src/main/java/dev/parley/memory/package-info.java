/**
 * What a long conversation is remembered by.
 *
 * <p>Start with {@link dev.parley.memory.ChatSummary}.
 */
@NullMarked
package dev.parley.memory;

import org.jspecify.annotations.NullMarked;
