package io.github.asyncmysql.benchmark.load;

import java.util.Random;
import java.util.zip.CRC32;

/** Values of 1 MiB, random bytes that follow from the id. */
public final class LargeContent {

    static final String TABLE = "benchmark_large";
    static final int IDS = 16;

    private static final int SIZE = 1 << 20;

    private LargeContent() {}

    static byte[] of(int id) {
        byte[] bytes = new byte[SIZE];
        new Random(id).nextBytes(bytes);
        return bytes;
    }

    public static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    static long[] checksums() {
        long[] expected = new long[IDS + 1];
        for (int id = 1; id <= IDS; id++) {
            expected[id] = checksum(of(id));
        }
        return expected;
    }
}
