/** Stages that keep a deadline. */
@NullMarked
package dev.parley.resilience.internal;

import org.jspecify.annotations.NullMarked;
