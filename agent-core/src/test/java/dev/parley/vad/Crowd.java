package dev.parley.vad;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * People who talk at once in a room.
 *
 * @param seconds after which the room repeats itself
 * @param slowest the least words a minute
 * @param spread by how many words a minute the quickest is quicker
 * @param overheard what each of them says
 */
record Crowd(int seconds, int slowest, int spread, List<String> overheard) {

    float[] room(Synthesis synthesis, List<String> voices, long seed) throws IOException {
        Loop room = new Loop(seconds);
        Random random = new Random(seed);
        for (String voice : voices) {
            Talker talker = new Talker(voice, slowest + random.nextInt(spread));
            room.talk(talker.say(synthesis, overheard), random);
        }
        return room.samples();
    }
}
