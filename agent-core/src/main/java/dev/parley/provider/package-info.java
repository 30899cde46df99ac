/**
 * The set of models that a session uses when its agent brings none, found on the class path and chosen by configuration.
 *
 * <p>Start with {@link dev.parley.provider.Models}; a provider implements {@link dev.parley.provider.ModelsProvider},
 * or {@link dev.parley.provider.RealtimeModelProvider} for a model that hears and speaks itself.
 */
@NullMarked
package dev.parley.provider;

import org.jspecify.annotations.NullMarked;
