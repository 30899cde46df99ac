/**
 * Where the things of one room happen, one after another.
 *
 * <p>Start with {@link dev.parley.realtime.livekit.strand.Strand}.
 */
@NullMarked
package dev.parley.realtime.livekit.strand;

import org.jspecify.annotations.NullMarked;
