"""The worked examples on the local journey API, over real sockets, on this machine alone and leaving nothing behind."""

from designer.cli.demo.practice import PracticeResult, practise

__all__ = ["PracticeResult", "practise"]
