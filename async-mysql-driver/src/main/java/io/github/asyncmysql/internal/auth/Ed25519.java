package io.github.asyncmysql.internal.auth;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Ed25519 signatures with secrets of any length, as MariaDB makes them. The JDK's take secrets of 32 bytes, and for those
 * the signatures are equal.
 *
 * <p>Each bit of a secret number costs the same additions, whichever it is; how long numbers of the JDK take still depends on
 * them a little, which is nothing that can be measured from outside in one signature per login.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1">RFC 8032, section 5.1</a>
 */
final class Ed25519 {

    private static final int BYTES = 32;
    private static final int BITS = 255;
    /** The prime of the field. */
    private static final BigInteger P = BigInteger.TWO.pow(BITS).subtract(BigInteger.valueOf(19));
    /** The order of the base point. */
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger D2 = D.shiftLeft(1).mod(P);

    private Ed25519() {}

    /** Multiples of the base point by powers of two; made when they are needed for the first time. */
    private static final class Powers {

        private static final Point[] OF_BASE = new Point[BITS];

        static {
            Point point = Point.of(
                    new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
                    new BigInteger("46316835694926478169428394003475163141307993866256225615783033603165251855960"));
            for (int i = 0; i < BITS; i++) {
                OF_BASE[i] = point;
                point = point.plus(point);
            }
        }
    }

    /** A point of the curve in extended coordinates. */
    private record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {

        static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);

        static Point of(BigInteger x, BigInteger y) {
            return new Point(x, y, BigInteger.ONE, x.multiply(y).mod(P));
        }

        // RFC 8032, 5.1.4: complete, so that it doubles as well.
        Point plus(Point other) {
            BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
            BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
            BigInteger c = t.multiply(D2).multiply(other.t).mod(P);
            BigInteger d = z.shiftLeft(1).multiply(other.z).mod(P);
            BigInteger e = b.subtract(a);
            BigInteger f = d.subtract(c);
            BigInteger g = d.add(c);
            BigInteger h = b.add(a);
            return new Point(
                    e.multiply(f).mod(P),
                    g.multiply(h).mod(P),
                    f.multiply(g).mod(P),
                    e.multiply(h).mod(P));
        }

        byte[] encode() {
            BigInteger inverse = z.modInverse(P);
            byte[] encoded = littleEndian(y.multiply(inverse).mod(P));
            if (x.multiply(inverse).mod(P).testBit(0)) {
                encoded[BYTES - 1] |= (byte) 0x80;
            }
            return encoded;
        }
    }

    /** The signature of a message: 64 bytes. */
    static byte[] sign(byte[] secret, byte[] message) {
        byte[] expanded = sha512(secret);
        byte[] scalar = scalar(expanded);
        byte[] prefix = Arrays.copyOfRange(expanded, BYTES, 2 * BYTES);
        BigInteger a = number(scalar);
        BigInteger r = number(sha512(prefix, message)).mod(L);
        byte[] publicKey = timesBase(a).encode();
        byte[] commitment = timesBase(r).encode();
        BigInteger challenge = number(sha512(commitment, publicKey, message)).mod(L);
        byte[] proof = littleEndian(challenge.multiply(a).add(r).mod(L));
        Arrays.fill(expanded, (byte) 0);
        Arrays.fill(scalar, (byte) 0);
        Arrays.fill(prefix, (byte) 0);
        byte[] signature = Arrays.copyOf(commitment, 2 * BYTES);
        System.arraycopy(proof, 0, signature, BYTES, BYTES);
        return signature;
    }

    /** The public key that belongs to a secret: 32 bytes. */
    static byte[] publicKey(byte[] secret) {
        byte[] expanded = sha512(secret);
        byte[] scalar = scalar(expanded);
        byte[] key = timesBase(number(scalar)).encode();
        Arrays.fill(expanded, (byte) 0);
        Arrays.fill(scalar, (byte) 0);
        return key;
    }

    private static byte[] scalar(byte[] expanded) {
        byte[] scalar = Arrays.copyOf(expanded, BYTES);
        scalar[0] &= (byte) 0xf8;
        scalar[BYTES - 1] &= 0x3f;
        scalar[BYTES - 1] |= 0x40;
        return scalar;
    }

    private static Point timesBase(BigInteger factor) {
        Point sum = Point.NEUTRAL;
        for (int i = 0; i < BITS; i++) {
            sum = sum.plus(factor.testBit(i) ? Powers.OF_BASE[i] : Point.NEUTRAL);
        }
        return sum;
    }

    private static byte[] sha512(byte[]... parts) {
        MessageDigest hash = AuthPlugin.digest("SHA-512");
        for (byte[] part : parts) {
            hash.update(part);
        }
        return hash.digest();
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bigEndian = number.toByteArray();
        // A sign byte may stand in front.
        return Arrays.copyOf(reversed(bigEndian), BYTES);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
