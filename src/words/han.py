#!/usr/bin/env python3
"""Makes han.txt: the Chinese words of the shipped roles and the glossary. Needs PyYAML, jieba, opencc-python-reimplemented.

Run it in the project's folder where roles gained many new words: python3 src/words/han.py
jieba finds the words; its own dictionary is not copied, only what stands in our texts."""
import collections
import glob
import logging
import re

import jieba
import yaml
from opencc import OpenCC

jieba.setLogLevel(logging.ERROR)
HAN = re.compile(r"[\u4e00-\u9fff]+")
SIMPLIFY = OpenCC("t2s")
# Characters that are words of their own.
PARTICLES = (
    "的和与與及或并並等在对對为為以从從到由将將把被了是有不也都就很更能会會可要需应應须須无無个個名位每各该該此其之中内內上下"
    "前后後至且但如若则則者们們地得着著过過向于於按据據让讓使给給跟同比我你您他她它这這那"
)
# What stands right behind a number and makes one word with it.
UNITS = "年 个月 個月 月 日 天 周 週 小时 小時 分钟 分鐘 秒 个 個 名 人 位 项 項 次 条 條 款 场 場 篇 家 万 萬 千 元 岁 歲 倍 级 級 届 屆 % ％"


def texts(node, tag, found):
    """All texts of one language below a node."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == tag:
                found.extend([value] if isinstance(value, str) else value if isinstance(value, list) else [])
            texts(value, tag, found)
    elif isinstance(node, list):
        for value in node:
            texts(value, tag, found)


def words(text):
    """The words of a text. jieba knows simplified characters, so traditional ones are cut where their counterparts are."""
    for run in HAN.findall(text):
        plain = SIMPLIFY.convert(run)
        at = 0
        for word in jieba.cut(plain if len(plain) == len(run) else run, HMM=False):
            yield run[at : at + len(word)]
            at += len(word)


def main():
    by_first = collections.defaultdict(set)
    for path in sorted(glob.glob("roles/*.yaml")) + ["src/glossary/terms.yaml"]:
        with open(path, encoding="utf-8") as file:
            document = yaml.safe_load(file)
        for tag in ("zh-CN", "zh-TW"):
            found = []
            texts(document, tag, found)
            for text in found:
                for word in words(text):
                    if 2 <= len(word) <= 6:
                        by_first[word[0]].add(word[1:])
    with open("src/words/han.txt", "w", encoding="utf-8") as file:
        file.write("# Chinese words for the marks of a difference, made by han.py: a character, then what follows it in each word.\n")
        file.write(f"particles {PARTICLES}\nunits {UNITS}\n")
        for first in sorted(by_first):
            file.write(first + " ".join(sorted(by_first[first])) + "\n")


main()
