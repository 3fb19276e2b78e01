package org.openmns.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

class CatalogueEntryTest {

    private static final Caller OPERATOR = caller("ops", Permission.OPERATOR);
    private static final Caller ACME = caller("acme");
    private static final Caller OTHER = caller("other");
    private static final CatalogueEntry NOBODYS = withoutOwner(Samples.referral("acme"));

    private static Caller caller(String id, Permission... permissions) {
        return new Caller(new ApplicationId(id), new Permissions(Set.of(permissions)), Set.of(), Set.of());
    }

    private static CatalogueEntry withoutOwner(CatalogueEntry entry) {
        var terms = entry.terms();
        return new CatalogueEntry(
                entry.type(),
                new Terms(
                        new Governance(Optional.empty(), terms.governance().byApproval()),
                        terms.status(),
                        terms.retention(),
                        terms.orderingKey()));
    }

    private static Optional<String> ownerAfter(CatalogueEntry put, Caller caller, CatalogueEntry... current) {
        return put.putBy(caller, Optional.ofNullable(current.length == 0 ? null : current[0]))
                .map(entry -> entry.terms()
                        .governance()
                        .owner()
                        .map(ApplicationId::value)
                        .orElse("nobody"));
    }

    @Test
    void anOperatorPutsAnythingAndChangesOwners() {
        assertThat(ownerAfter(Samples.referral("acme"), OPERATOR)).contains("acme");
        assertThat(ownerAfter(Samples.referral("other"), OPERATOR, Samples.referral("acme")))
                .contains("other");
        assertThat(ownerAfter(NOBODYS, OPERATOR, Samples.referral("acme"))).contains("nobody");
        assertThat(ownerAfter(Samples.referral("other"), Caller.SANDBOX)).contains("other");
    }

    @Test
    void theOwnerChangesItsTypeButNotWhoOwnsIt() {
        assertThat(ownerAfter(Samples.referral("acme"), ACME, Samples.referral("acme")))
                .contains("acme");
        assertThat(ownerAfter(NOBODYS, ACME, Samples.referral("acme"))).contains("acme");
        assertThat(ownerAfter(Samples.referral("other"), ACME, Samples.referral("acme")))
                .isEmpty();
    }

    @Test
    void nobodyElsePutsAType() {
        assertThat(ownerAfter(Samples.referral("other"), OTHER, Samples.referral("acme")))
                .isEmpty();
        assertThat(ownerAfter(Samples.referral("acme"), OTHER, Samples.referral("acme")))
                .isEmpty();
        assertThat(ownerAfter(Samples.referral("other"), OTHER)).isEmpty();
        assertThat(ownerAfter(NOBODYS, OTHER, NOBODYS)).isEmpty();
    }

    @Test
    void findsWhatIsToldOfAType() {
        var referral = new TopicName("referral-made-1");
        var entries = Entries.of(List.of(Samples.plain(), NOBODYS, Samples.referral("acme")));

        assertThat(entries.all())
                .extracting(entry -> entry.type().name().value())
                .containsExactly("plain-1", "referral-made-1");
        assertThat(entries.governance(referral))
                .isEqualTo(new Governance(Optional.of(new ApplicationId("acme")), true));
        assertThat(entries.governance(new TopicName("unknown-1"))).isEqualTo(Governance.OPEN);
        assertThat(entries.deprecation(referral)).contains(Samples.NEW_YEAR);
        assertThat(entries.deprecation(new TopicName("plain-1"))).isEmpty();
        assertThat(entries.catalogue().contains(referral)).isTrue();
    }

    @Test
    void whatIsDeprecatedHasADate() {
        assertThatThrownBy(() -> new Status(Status.Stage.DEPRECATED, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Status(Status.Stage.LIVE, Optional.of(Samples.NEW_YEAR)).deprecation())
                .isEmpty();
    }
}
