/**
 * Clients of the realtime bench: Parley's own and the floor beneath it, both driven by the same few words on their standard
 * input ({@code ClientProtocol}), as the peers' clients are.
 */
@NullMarked
package dev.parley.bench.realtime;

import org.jspecify.annotations.NullMarked;
