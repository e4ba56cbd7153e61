package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The names of branches. */
class XidTest {

    @Test
    void literalsAreDigitsWhateverTheBytesAre() {
        Xid xid = Xid.of(new byte[] {'\'', 0, (byte) 0xff}, new byte[] {'\\'}, 7);

        assertThat(xid.literal()).isEqualTo("X'2700ff',X'5c',7");
        assertThat(Xid.of("a", "").literal()).isEqualTo("X'61',X'',1");
    }

    @Test
    void equalNamesAreEqual() {
        Xid xid = Xid.of("transaction", "branch");
        byte[] gtrid = "transaction".getBytes(StandardCharsets.UTF_8);
        byte[] bqual = "branch".getBytes(StandardCharsets.UTF_8);

        assertThat(Xid.of(gtrid, bqual, 1))
                .isEqualTo(xid)
                .hasSameHashCodeAs(xid)
                .hasToString(xid.toString());
        assertThat(Xid.of(gtrid, bqual, 2)).isNotEqualTo(xid);
        assertThat(Xid.of("transactionbranch", "")).isNotEqualTo(xid);
        gtrid[0] = 0;
        xid.bqual()[0] = 0;
        assertThat(xid).isEqualTo(Xid.of("transaction", "branch"));
    }

    @Test
    void lengthsAndFormatsOutOfRangeAreRefusedByName() {
        byte[] tooLong = new byte[Xid.MAX_LENGTH + 1];
        byte[] longest = new byte[Xid.MAX_LENGTH];

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xid.of(new byte[0], longest, 0))
                .withMessageStartingWith("gtrid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xid.of(tooLong, longest, 0))
                .withMessageStartingWith("gtrid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xid.of(longest, tooLong, 0))
                .withMessageStartingWith("bqual");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Xid.of(longest, longest, -1))
                .withMessageStartingWith("formatId");
        assertThat(Xid.of(longest, longest, Integer.MAX_VALUE).gtrid()).isEqualTo(longest);
    }
}
