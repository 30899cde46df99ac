package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownIdsTest {
    @Test
    void shouldKnowWhatWasAddedAndNothingElse() {
        Random random = new Random(7);
        Set<Integer> added = new HashSet<>();
        KnownIds known = KnownIds.none();

        for (int i = 0; i < 1_000; i++) {
            int id = random.nextInt(2_000);
            added.add(id);
            known = known.with("item_" + id);
        }

        for (int id = 0; id < 2_000; id++) {
            assertThat(known.contains("item_" + id)).isEqualTo(added.contains(id));
        }
    }

    @Test
    void shouldLeaveTheOnesBeforeAsTheyAre() {
        KnownIds before = KnownIds.none();
        for (int i = 0; i < 63; i++) {
            before = before.with("item_" + i);
        }

        KnownIds after = before.with("last");

        assertThat(before.contains("last")).isFalse();
        assertThat(after.contains("last")).isTrue();
        assertThat(after.contains("item_0")).isTrue();
    }
}
