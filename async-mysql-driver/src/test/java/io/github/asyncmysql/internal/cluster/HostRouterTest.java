package io.github.asyncmysql.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPoolException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is led where, who waits, and for how long. */
class HostRouterTest extends RouterFixture {

    @Test
    void callsGoToThePrimaryAtOnce() {
        start(HostReport.readOnly(), HostReport.writable());
        assertThat(lead().hosts).containsExactly("b");
        assertThat(router.primary()).isEqualTo("b");
        assertThat(router.waiting()).isZero();
    }

    @Test
    void whoComesBeforeAnythingIsKnownWaits() {
        start(null, HostReport.writable());
        Ride ride = lead();
        assertThat(ride.hosts).isEmpty();
        checks.get("a").get(0).complete(GONE);
        assertThat(ride.hosts).containsExactly("b");
    }

    @Test
    void whoeverWaitsIsServedInOrderWhenAHostTakesWritesAgain() {
        start(HostReport.writable(), HostReport.readOnly());
        become(GONE, HostReport.readOnly());
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(events).containsExactly("a dismissed");
        Ride first = lead();
        Ride second = lead();
        assertThat(router.waiting()).isEqualTo(2);
        become(GONE, HostReport.writable());
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(first.hosts).containsExactly("b");
        assertThat(second.hosts).containsExactly("b");
        assertThat(router.waiting()).isZero();
    }

    @Test
    void nobodyWaitsForLongerThanTheAcquireTimeoutAndEverybodyIsToldWhy() {
        start(GONE, HostReport.readOnly());
        Ride ride = lead();
        scheduler.pass(Duration.ofMillis(4999));
        assertThat(ride.refused).isNull();
        scheduler.pass(Duration.ofMillis(1));
        assertThat(ride.refused).isNotNull();
        assertThat(ride.refused.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(ride.refused)
                .hasMessage("Pool orders: no host takes writes within acquire-timeout (PT5S);"
                        + " a:3306 cannot be reached: connection refused; b:3306 is read-only")
                .hasCause(GONE.failure());
        assertThat(ride.hosts).isEmpty();
    }

    @Test
    void noMoreWaitThanMayWait() {
        start(GONE, GONE);
        lead();
        lead();
        Ride third = lead();
        assertThat(third.refused).isNotNull();
        assertThat(third.refused.reason()).isEqualTo(Reason.QUEUE_FULL);
    }

    @Test
    void whereCallersAreNotToWaitTheyAreRefusedOnceAllHostsAreKnown() {
        config = config.toBuilder().failWhileDown(true).build();
        start(null, GONE);
        Ride early = lead();
        assertThat(early.refused).as("the first host may yet be the primary").isNull();
        checks.get("a").get(0).complete(HostReport.readOnly());
        Ride late = lead();
        assertThat(late.refused).isNotNull();
        assertThat(late.refused.reason()).isEqualTo(Reason.DOWN);
    }

    @Test
    void whereThereIsNoHopeNobodyWaits() {
        start(DENIED, null);
        Ride early = lead();
        checks.get("b").get(0).complete(DENIED);
        Ride late = lead();
        for (Ride ride : List.of(early, late)) {
            assertThat(ride.refused).isNotNull();
            assertThat(ride.refused.reason()).isEqualTo(Reason.DOWN);
            assertThat(ride.refused).hasMessageContaining("a:3306 cannot be reached: access denied");
        }
    }

    @Test
    void whoIsNotPatientIsRefusedAsSoonAsAllHostsAreKnown() {
        start(HostReport.readOnly(), null);
        Ride ride = new Ride();
        ride.patient = false;
        router.lead(ride);
        Ride other = lead();
        checks.get("b").get(0).complete(GONE);
        assertThat(ride.refused).isNotNull();
        assertThat(ride.refused.reason()).isEqualTo(Reason.DOWN);
        assertThat(ride.refused)
                .hasMessageStartingWith("Pool orders: no host takes writes; a:3306 is read-only; b:3306");
        assertThat(other.refused).isNull();
    }

    /** Nothing is tried on a host again before a check that began after it had failed there. */
    @Test
    void whoComesBackGoesToTheSameHostOnlyAfterItHasBeenChecked() {
        start(HostReport.writable(), HostReport.readOnly());
        become(null, HostReport.readOnly());
        scheduler.pass(Duration.ofMillis(1100));
        Ride ride = lead();
        router.again(ride, "a");
        assertThat(lead().hosts).as("others are not held up").containsExactly("a");
        List<CompletableFuture<HostReport>> ofA = checks.get("a");
        ofA.get(ofA.size() - 1).complete(HostReport.writable());
        assertThat(ride.hosts).as("that check had begun before").containsExactly("a");
        become(HostReport.writable(), HostReport.readOnly());
        scheduler.pass(Duration.ofMillis(50));
        assertThat(ride.hosts).containsExactly("a", "a");
    }

    @Test
    void whoComesBackGoesToAnotherPrimaryAtOnce() {
        start(HostReport.writable(), HostReport.readOnly());
        Ride ride = lead();
        become(HostReport.readOnly(), HostReport.writable());
        scheduler.pass(Duration.ofMillis(1100));
        router.again(ride, "a");
        assertThat(ride.hosts).containsExactly("a", "b");
    }

    @Test
    void theTimeOfSeveralAttemptsIsOne() {
        start(HostReport.writable(), GONE);
        Ride ride = lead();
        scheduler.pass(Duration.ofSeconds(3));
        become(GONE, GONE);
        router.again(ride, "a");
        scheduler.pass(Duration.ofMillis(1999));
        assertThat(ride.refused).isNull();
        scheduler.pass(Duration.ofMillis(1));
        assertThat(ride.refused).isNotNull();
        assertThat(ride.refused.reason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void whoHasGivenUpIsLedNowhere() {
        start(GONE, GONE);
        Ride ride = lead();
        ride.abandoned = true;
        become(HostReport.writable(), GONE);
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(ride.hosts).isEmpty();
        assertThat(router.waiting()).isZero();
    }

    @Test
    void readsGoToTheReplicaThatIsUsedLeast() {
        router = router("a", "b", "c");
        state.put("c", HostReport.readOnly());
        start(HostReport.writable(), HostReport.readOnly());
        loads.put("b", 3);
        loads.put("c", 2);
        assertThat(read().hosts).containsExactly("c");
        loads.put("c", 4);
        assertThat(read().hosts).containsExactly("b");
        assertThat(lead().hosts).containsExactly("a");
    }

    @Test
    void readsGoRoundTheReplicasThatAreUsedEquallyLittle() {
        router = router("a", "b", "c", "d");
        state.put("c", HostReport.readOnly());
        state.put("d", HostReport.readOnly());
        start(HostReport.writable(), HostReport.readOnly());
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            hosts.addAll(read().hosts);
            lead();
        }
        assertThat(hosts).as("writes are not counted").containsExactly("b", "c", "d", "b", "c", "d");
        loads.put("c", 1);
        assertThat(read().hosts).containsExactly("b");
        assertThat(read().hosts).as("passed over while it is used more").containsExactly("d");
        assertThat(read().hosts).containsExactly("b");
        state.put("d", GONE);
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(read().hosts).as("there are fewer of them now").containsExactly("b");
    }

    @Test
    void readsGoToThePrimaryWhereThereIsNoReplica() {
        start(HostReport.writable(), GONE);
        assertThat(read().hosts).containsExactly("a");
    }

    @Test
    void readsGoOnWithoutAPrimary() {
        start(GONE, HostReport.readOnly());
        assertThat(read().hosts).containsExactly("b");
        Ride early = new Ride();
        early.forReplicas = true;
        become(GONE, GONE);
        scheduler.pass(Duration.ofMillis(1100));
        router.lead(early);
        assertThat(early.hosts).isEmpty();
        become(GONE, HostReport.readOnly());
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(early.hosts).as("who has waited").containsExactly("b");
    }

    @Test
    void aReadThatComesBackFromAReplicaGoesToThePrimary() {
        start(HostReport.writable(), HostReport.readOnly());
        Ride ride = read();
        router.again(ride, "b");
        assertThat(ride.hosts).containsExactly("b", "a");
    }

    @Test
    void nobodyIsLeftWaitingForAReplicaThatIsGone() {
        start(HostReport.writable(), HostReport.readOnly());
        become(HostReport.writable(), GONE);
        scheduler.pass(Duration.ofMillis(1100));
        assertThat(events).containsExactly("b dismissed");
    }

    @Test
    void aSuspicionHasAllHostsCheckedWithoutWaitingForTheInterval() {
        start(HostReport.writable(), HostReport.readOnly());
        become(GONE, HostReport.writable());
        router.suspect();
        scheduler.pass(Duration.ofMillis(50));
        assertThat(router.primary()).isEqualTo("b");
        int before = checks.get("a").size();
        for (int i = 0; i < 100; i++) {
            router.suspect();
        }
        scheduler.pass(Duration.ofMillis(99));
        assertThat(checks.get("a").size() - before)
                .as("many suspicions are one")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aHostThatAnswersAgainIsReportedOnce() {
        start(HostReport.writable(), GONE);
        become(HostReport.writable(), HostReport.readOnly());
        scheduler.pass(Duration.ofMillis(3500));
        assertThat(events).containsExactly("b reached");
    }

    @Test
    void closingRefusesWhoWaitsAndLeavesNoTimer() {
        start(GONE, GONE);
        Ride ride = lead();
        router.close();
        assertThat(ride.refused).isNotNull();
        assertThat(ride.refused.reason()).isEqualTo(Reason.CLOSED);
        assertThat(ride.refused).hasMessage("Pool orders: it is closed");
        assertThat(events).containsExactly("a closed", "b closed");
        assertThat(scheduler.pending()).isZero();
        Ride late = lead();
        assertThat(late.refused).isNotNull();
        assertThat(late.refused.reason()).isEqualTo(Reason.CLOSED);
    }
}
