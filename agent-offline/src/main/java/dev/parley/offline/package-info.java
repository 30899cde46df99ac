/**
 * Models that need no key and no network: a recogniser by grammar, a dialogue by rules and a built-in voice.
 *
 * <p>Start with {@link dev.parley.offline.OfflineModels}; {@link dev.parley.offline.OfflineModelsProvider} makes them the
 * default where nothing else is configured.
 */
@NullMarked
package dev.parley.offline;

import org.jspecify.annotations.NullMarked;
