/**
 * What has been said in a conversation, as a language model reads it.
 *
 * <p>Start with {@link dev.parley.chat.ChatContext} and {@link dev.parley.chat.ChatItem}.
 */
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
