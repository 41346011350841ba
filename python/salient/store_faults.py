"""What is wrong with an object store, in sentences that say what to do."""

from __future__ import annotations

import re
from typing import NamedTuple

_WRONG = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "XAdminUserNotFound")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired")
_ELSEWHERE = ("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "TemporaryRedirect")

_NO_CREDENTIALS = (
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "ProfileNotFound",
    "SSOError",
    "TokenRetrievalError",
    "MetadataRetrievalError",
    "LoginError",
)
_NO_ANSWER = ("HTTPClientError", "ConnectionError", "IncompleteReadError", "ResponseStreamingError")
"""Classes of botocore, of which some are not in all its versions: they are known by name."""


class Place(NamedTuple):
    """What a request was about."""

    bucket: str
    endpoint: str | None
    """None for that of AWS."""


def sentence_of(error: Exception, place: Place) -> str:
    """An error of botocore in words. Its own text is not shown: it has addresses of requests, perhaps parts of credentials."""
    names = [each.__name__ for each in type(error).__mro__]
    at = place.endpoint or "AWS"
    if "ClientError" in names:
        return _refusal(getattr(error, "response", {}), place, at)
    if any(name in names for name in _NO_CREDENTIALS):
        return (
            "there are no credentials, or only a part of them: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
            "or AWS_PROFILE to a profile that exists"
        )
    if "NoRegionError" in names or "InvalidRegionError" in names:
        return "no region is set, or none that exists: pass --region, or set AWS_REGION"
    if "SSLError" in names:
        return f"the certificate of {at} is not accepted, or it does not speak TLS: check --endpoint, and AWS_CA_BUNDLE"
    if any(name in names for name in _NO_ANSWER):
        return f"{at} does not answer: check --endpoint and the network; the same command goes on from here"
    if "ParamValidationError" in names:
        return f"{place.bucket} is no name of a bucket, or the key is too long"
    return f"the request failed ({names[0]})"


def _refusal(response: dict, place: Place, at: str) -> str:
    """What the store says, in words; its message is not shown."""
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    said = str(response.get("Error", {}).get("Code", ""))
    code = said if re.fullmatch(r"\w{1,60}", said) else f"HTTP {status}"
    if code == "NoSuchBucket":
        return f"there is no bucket {place.bucket} at {at}: create it, or check its name, --endpoint and --region"
    if code in _WRONG:
        return f"{at} does not know the credentials ({code}): check the access key and the secret key"
    if code in _EXPIRED:
        return f"the credentials have expired ({code}): get new ones; the same command goes on from here"
    if code in _ELSEWHERE or status in (301, 307):
        return f"the bucket {place.bucket} is in another region ({code}): pass its --region"
    if code == "RequestTimeTooSkewed":
        return f"{at} refuses the time of the request ({code}): set the clock of this machine"
    if code == "NoSuchUpload":
        return f"the upload was aborted ({code}), perhaps by another sync of the same job: run one at a time"
    if status in (401, 403):
        return (
            f"{at} refuses the request ({code}): the credentials need the rights to list the bucket {place.bucket}, "
            "and to put and delete objects below the prefix"
        )
    if status >= 500 or status == 429:
        return f"{at} is busy or has a fault ({code}): the same command goes on from here"
    return f"{at} refuses the request ({code})"
