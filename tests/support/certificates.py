# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A certificate authority that lives as long as a test, made with the library that ansible-core
brings.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DAY = datetime.timedelta(days=1)


def _called(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _address(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Authority:
    """``file`` is its certificate, ``folder`` the same under the name by which OpenSSL looks for
    it.
    """

    def __init__(self, directory, name="oncall routing test authority"):
        self.directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _called(name)
        key_usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self._certificate = (
            self._builder(self._name, self._key, DAY, DAY)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .add_extension(key_usage, critical=True)
            .add_extension(self._identifier(), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.file = directory / (name.replace(" ", "-") + ".pem")
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self.folder = directory / (name.replace(" ", "-") + ".d")
        self.folder.mkdir()
        (self.folder / self._hashed()).write_bytes(self.file.read_bytes())

    def _hashed(self):
        """What ``openssl rehash`` would call the file; the name is in the canonical form
        already, lower case and one space between words.
        """
        encoded = self._name.public_bytes()[2:]
        return "%08x.0" % int.from_bytes(hashlib.sha1(encoded).digest()[:4], "little")

    def _identifier(self):
        return x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())

    def _builder(self, subject, key, ago, ahead):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - ago)
            .not_valid_after(now + ahead)
        )

    def context(self, *hosts, expired=False):
        """The TLS settings of a server with a certificate for these hosts."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._builder(_called("a server"), key, 3 * DAY, -DAY)
            if expired
            else self._builder(_called("a server"), key, DAY, DAY)
        )
        made = (
            builder.add_extension(
                x509.SubjectAlternativeName([_address(host) for host in hosts]), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        place = self.directory / ("server-%s.pem" % made.serial_number)
        place.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place)
        return context
