package org.openmns.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class FlatnessTest {

    @Test
    void tellsWhatGrowsFromWhatDoesNot() {
        var rows = new JsonArray();
        for (var minute = 1; minute <= 9; minute++) {
            rows.add(new JsonObject()
                    .put("minute", minute)
                    .put("heap", 100 + minute)
                    .put("sockets", 10 * minute)
                    .put("rows", "-"));
        }

        assertThat(Flatness.of(rows))
                .isEqualTo(new JsonObject().put("heap", "flat").put("sockets", "grew from 50 to 80"));
        assertThat(Flatness.of(new JsonArray())).isEmpty();
    }
}
