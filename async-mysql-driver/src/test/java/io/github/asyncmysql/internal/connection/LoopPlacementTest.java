package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopPlacementTest {

    private static final int LOOPS = 5;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());

    @AfterEach
    void endLoops() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static long difference(List<LoopPlacement.Place> places) {
        Map<EventLoop, Long> counts = places.stream()
                .map(LoopPlacement.Place::eventLoop)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Collection<Long> values = counts.values();
        long least = counts.size() < LOOPS ? 0 : Collections.min(values);
        return Collections.max(values) - least;
    }

    @Test
    @Covers("pool:A13")
    void isEvenAfterEveryPlaceThatIsTakenWhoeverElseTakesTurns() {
        LoopPlacement placement = new LoopPlacement(group);
        List<LoopPlacement.Place> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            places.add(placement.take());
            for (int other = 0; other < i % LOOPS; other++) {
                group.next();
            }
            assertThat(difference(places)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    @Covers("pool:A13")
    void fillsUpTheLoopsThatConnectionsHaveLeft() {
        LoopPlacement placement = new LoopPlacement(group);
        SplittableRandom random = new SplittableRandom(3);
        List<LoopPlacement.Place> places = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            while (places.size() < 20) {
                places.add(placement.take());
            }
            assertThat(difference(places)).isZero();
            for (int i = 0; i < 10; i++) {
                places.remove(random.nextInt(places.size())).leave();
            }
        }
    }

    @Test
    void poolsOfOneConnectionDoNotAllBeginWithTheSameLoop() {
        List<LoopPlacement.Place> places = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            places.add(new LoopPlacement(group).take());
        }
        assertThat(difference(places)).isZero();
    }
}
