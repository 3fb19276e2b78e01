package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeniedAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255"
            })
    void deniesIpv4OfTheOperatorsNetworkAndOfNoHost(String address) throws Exception {
        assertThat(isDenied(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "::2",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:0:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:53aa:64c::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1"
            })
    void deniesIpv6OfTheOperatorsNetworkAndOfNoHostAndWhatCarriesIpv4(String address) throws Exception {
        assertThat(isDenied(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2606:4700:4700::1111",
                "2a00:1450:4009::200e",
                "64:ff9a::1",
                "fbff::1"
            })
    void allowsPublicAddresses(String address) throws Exception {
        assertThat(isDenied(address)).isFalse();
    }

    /** Java itself never makes such an address; a resolver of somebody else's might. */
    @Test
    void deniesAnIpv4MappedAddress() throws Exception {
        var mapped = Inet6Address.getByAddress(null, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8}, -1);

        assertThat(DeniedAddresses.contains(mapped, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
    void allowsLoopbackWhereAskedTo(String address) throws Exception {
        assertThat(DeniedAddresses.contains(literal(address), true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "169.254.169.254", "::127.0.0.1", "fe80::1", "2002:7f00:1::"})
    void allowsNothingButLoopbackWhereAskedTo(String address) throws Exception {
        assertThat(DeniedAddresses.contains(literal(address), true)).isTrue();
    }

    private static boolean isDenied(String address) throws UnknownHostException {
        return DeniedAddresses.contains(literal(address), false);
    }

    private static InetAddress literal(String address) throws UnknownHostException {
        return InetAddress.getAllByName(address)[0];
    }
}
