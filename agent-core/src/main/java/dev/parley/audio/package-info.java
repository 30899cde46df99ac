/**
 * Audio as the framework carries it: PCM16 frames, sample rates, telephone codes and WAV files.
 *
 * <p>Start with {@link dev.parley.audio.AudioFrame} and {@link dev.parley.audio.AudioFormat}.
 */
@NullMarked
package dev.parley.audio;

import org.jspecify.annotations.NullMarked;
