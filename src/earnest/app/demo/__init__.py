"""A workspace of fictional accounts in which every situation occurs, to look around and to test."""

from earnest.app.demo.build import DemoReport, demo_build

__all__ = ["DemoReport", "demo_build"]
