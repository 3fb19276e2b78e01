package org.openmns.criteria;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Criteria that are refused, at a place and for a reason. */
final class CriteriaRefusals {

    private CriteriaRefusals() {}

    static void refuses(String text, int position, String expectedAndFound) {
        assertThatThrownBy(() -> Criteria.parse(text))
                .isInstanceOf(CriteriaException.class)
                .hasMessage("At position " + position + ": expected " + expectedAndFound);
    }
}
