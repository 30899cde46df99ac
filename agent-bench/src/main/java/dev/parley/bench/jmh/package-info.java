/** What each step of the audio's way costs by itself, for {@code bin/agent-bench jmh}: time and garbage per frame or delta. */
@NullMarked
package dev.parley.bench.jmh;

import org.jspecify.annotations.NullMarked;
