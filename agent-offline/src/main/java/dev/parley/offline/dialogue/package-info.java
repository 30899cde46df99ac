/**
 * A conversation by rules that are data: what is heard, which tools are called, what is said.
 *
 * <p>Start with {@link dev.parley.offline.dialogue.Dialogue}, the data, and {@link
 * dev.parley.offline.dialogue.RuleDialogue}, the language model that talks by it. The format is described in
 * docs/guide/offline-dialogue.md.
 */
@NullMarked
package dev.parley.offline.dialogue;

import org.jspecify.annotations.NullMarked;
