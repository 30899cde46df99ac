/** What the testkit's parts share. */
@NullMarked
package dev.parley.testkit.internal;

import org.jspecify.annotations.NullMarked;
